import { expect, test } from 'vitest';
import type { Adapter } from '../../src/core/adapter.ts';
import { UpstreamError } from '../../src/core/errors.ts';
import { toTurnId, toUserKey } from '../../src/core/turn.ts';
import { watchJournal } from '../../src/journal-watch.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createMapJournal } from '../fakes/map-journal.ts';
import { createRecordedLogger } from '../fakes/recorded-logger.ts';

test('a message that the platform lets be ended later is ended as soon as it does', async () => {
  const { clock, attempts, close } = watch({ kind: 'rate_limited', retryAfterMs: 46_000 });

  await clock.advance(120_000);
  close();

  expect(attempts.slice(0, 3)).toEqual([0, 46_000, 92_000]);
});

test('a message on a platform that is away is tried again less and less often', async () => {
  const { clock, attempts, close } = watch({ kind: 'unavailable' });

  await clock.advance(80_000);
  close();

  expect(attempts).toEqual([0, 5000, 15_000, 35_000, 75_000]);
});

/** A watch that takes over one message, which the platform never lets it end; gives when that was tried. */
function watch(failure: Pick<UpstreamError, 'kind'> & { readonly retryAfterMs?: number }) {
  const clock = createFakeClock();
  const startAt = clock.now();
  const attempts: number[] = [];
  const left = [
    {
      turnId: toTurnId('0123abcd'),
      face: 'slack' as const,
      user: toUserKey('slack', 'T1', 'U1'),
      target: {},
      shownText: '',
      expiresAt: startAt + 86_400_000,
    },
  ];
  const slack: Adapter = {
    name: 'slack',
    start: async () => undefined,
    state: () => ({ isReady: true, detail: '' }),
    close: async () => undefined,
    async finish() {
      attempts.push(clock.now() - startAt);
      throw new UpstreamError({ service: 'slack', message: 'Slack did not take it.', ...failure });
    },
  };
  const watched = watchJournal({
    journal: { ...createMapJournal(), takeOver: async () => left.splice(0) },
    intake: { renew: async () => undefined, takeLeft: () => [], release: () => undefined },
    faces: [slack],
    clock,
    logger: createRecordedLogger(),
    signal: new AbortController().signal,
  });
  return { clock, attempts, close: () => watched.close() };
}
