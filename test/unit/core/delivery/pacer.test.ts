import { expect, test } from 'vitest';
import type { CallLimit, CallWindows } from '../../../../src/core/call-windows.ts';
import { createPacer, type Pacer } from '../../../../src/core/delivery/pacer.ts';
import type { Permit, Urgency } from '../../../../src/core/delivery/permit.ts';
import { UpstreamError } from '../../../../src/core/errors.ts';
import { toUserKey } from '../../../../src/core/turn.ts';
import { createMemoryCallWindows } from '../../../../src/engines/limits/memory-call-windows.ts';
import { createFakeClock, type FakeClock } from '../../../fakes/clock.ts';

const LIMIT: CallLimit = { maxCount: 2, windowMs: 5000, kind: 'fixed' };
const forever = new AbortController().signal;

test('ends go before first words, and first words before growing text', async () => {
  const world = await exhausted();
  const order: string[] = [];

  for (const urgency of ['growing', 'first', 'final'] as const) void world.ask(urgency, () => order.push(urgency));
  await world.clock.advance(20_000);

  expect(order).toEqual(['final', 'first', 'growing']);
});

test('of growing text the stalest goes first', async () => {
  const world = await exhausted();
  const order: string[] = [];

  void world.ask('growing', () => order.push('fresh'), { waitingSince: world.clock.now() });
  void world.ask('growing', () => order.push('stale'), { waitingSince: world.clock.now() - 3000 });
  await world.clock.advance(20_000);

  expect(order).toEqual(['stale', 'fresh']);
});

test('an answer that is alone keeps a call for its end', async () => {
  const world = start();
  await (await world.ask('first'))?.made({});
  const growing = world.ask('growing');
  await world.clock.advance(1000);

  const final = await world.ask('final', undefined, { isSame: true });

  expect(final).toBeDefined();
  expect(await Promise.race([growing, Promise.resolve('waiting')])).toBe('waiting');
});

test('a request that is given up takes no call', async () => {
  const world = await exhausted();
  const abort = new AbortController();
  const permit = world.ask('growing', undefined, { signal: abort.signal });

  abort.abort();
  await world.clock.advance(10_000);

  expect(await permit).toBeUndefined();
  expect(await world.windows.peek('bucket', LIMIT)).toMatchObject({ remaining: 2 });
});

test('a rate limit pauses its own bucket and no other', async () => {
  const world = start();
  const permit = await world.ask('first');
  const error = new UpstreamError({ service: 'discord', kind: 'rate_limited', message: 'slow', retryAfterMs: 9000 });

  await permit?.made({ error });
  const granted: string[] = [];
  void world.ask('final', () => granted.push('same bucket'));
  void world.ask('final', () => granted.push('other bucket'), { key: 'other' });
  await world.clock.advance(8000);
  const before = [...granted];
  await world.clock.advance(2000);

  expect(before).toEqual(['other bucket']);
  expect(granted).toEqual(['other bucket', 'same bucket']);
});

test('somebody with one question is served after one of five that another person asked before', async () => {
  const clock = createFakeClock();
  const pacer = createPacer({ windows: createMemoryCallWindows({ clock }), clock });
  const order: string[] = [];
  const ask = async (person: string, waitingSince: number): Promise<void> => {
    const bucket = { key: 'bucket', limit: { ...LIMIT, maxCount: 1 }, isForEnding: true };
    const answer = pacer.open(toUserKey('discord', person));
    const permit = await answer.permit({ bucket, urgency: 'final', waitingSince, notBefore: 0, signal: forever });
    order.push(person);
    await permit?.made({});
  };

  for (let count = 0; count < 5; count += 1) void ask('busy', count);
  void ask('single', 10);
  await clock.advance(40_000);

  expect(order).toEqual(['busy', 'single', 'busy', 'busy', 'busy', 'busy']);
});

interface AskOptions {
  readonly waitingSince?: number;
  readonly signal?: AbortSignal;
  readonly key?: string;
  /** Asks for the answer that asked last. */
  readonly isSame?: boolean;
}

interface World {
  readonly clock: FakeClock;
  readonly windows: CallWindows;
  ask(urgency: Urgency, onPermit?: () => void, options?: AskOptions): Promise<Permit | undefined>;
}

function start(): World {
  const clock = createFakeClock();
  const windows = createMemoryCallWindows({ clock });
  const pacer: Pacer = createPacer({ windows, clock });
  let answer = pacer.open(toUserKey('discord', '0'));
  let count = 0;
  return {
    clock,
    windows,
    async ask(urgency, onPermit, { waitingSince = clock.now() - 1000, signal = forever, key = 'bucket', isSame } = {}) {
      count += 1;
      if (isSame !== true && count > 2) answer = pacer.open(toUserKey('discord', String(count)));
      const bucket = { key, limit: LIMIT, isForEnding: true };
      const permit = await answer.permit({ bucket, urgency, waitingSince, notBefore: 0, signal });
      if (permit !== undefined) onPermit?.();
      if (onPermit !== undefined) await permit?.made({});
      return permit;
    },
  };
}

/** With every call of the window used up. */
async function exhausted(): Promise<World> {
  const world = start();
  for (let count = 0; count < 2; count += 1) {
    const { ticket = '' } = await world.windows.take('bucket', LIMIT);
    await world.windows.settle('bucket', ticket);
  }
  return world;
}
