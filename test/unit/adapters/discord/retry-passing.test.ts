import { expect, test } from 'vitest';
import { retryPassing } from '../../../../src/adapters/discord/rest/retry-passing.ts';
import { UpstreamError } from '../../../../src/core/errors.ts';
import { createFakeClock } from '../../../fakes/clock.ts';
import type { UpstreamKind } from '../../../../src/core/errors.ts';

const { signal } = new AbortController();

test('waits as long as it is asked to, then tries again', async () => {
  const clock = createFakeClock();
  const startedAt = clock.now();
  const triedAt: number[] = [];
  const attempt = async (): Promise<string> => {
    triedAt.push(clock.now() - startedAt);
    if (triedAt.length === 1) throw fault('rate_limited', 700);
    return 'done';
  };

  const result = retryPassing(attempt, { clock, until: startedAt + 5000, signal });
  await clock.advance(5000);

  expect(await result).toBe('done');
  expect(triedAt).toEqual([0, 700]);
});

test('tells an attempt that an earlier one may have gone through', async () => {
  const clock = createFakeClock();
  const seen: boolean[] = [];
  const attempt = async ({ isAgain }: { readonly isAgain: boolean }): Promise<void> => {
    seen.push(isAgain);
    if (seen.length < 3) throw fault('timeout');
  };

  const result = retryPassing(attempt, { clock, until: clock.now() + 5000, signal });
  await clock.advance(5000);
  await result;

  expect(seen).toEqual([false, true, true]);
});

test('gives up when the time is over', async () => {
  const clock = createFakeClock();

  const result = retryPassing(() => Promise.reject(fault('unavailable')), { clock, until: clock.now() + 1000, signal });
  const outcome = result.catch((error: unknown) => error);
  await clock.advance(2000);

  expect(await outcome).toMatchObject({ kind: 'unavailable' });
});

test('tries nothing twice that needs a person', async () => {
  const clock = createFakeClock();
  let tryCount = 0;
  const attempt = (): Promise<never> => {
    tryCount += 1;
    return Promise.reject(fault('auth'));
  };

  await expect(retryPassing(attempt, { clock, until: clock.now() + 5000, signal })).rejects.toMatchObject({
    kind: 'auth',
  });

  expect(tryCount).toBe(1);
});

test('stops waiting when it is given up', async () => {
  const clock = createFakeClock();
  const abort = new AbortController();

  const result = retryPassing(() => Promise.reject(fault('timeout')), {
    clock,
    until: clock.now() + 5000,
    signal: abort.signal,
  });
  const outcome = result.catch((error: unknown) => error);
  await clock.advance(1);
  abort.abort(new Error('enough'));

  expect(await outcome).toEqual(new Error('enough'));
});

function fault(kind: UpstreamKind, retryAfterMs?: number): UpstreamError {
  return new UpstreamError({ service: 'discord', kind, message: 'Discord failed.', retryAfterMs });
}
