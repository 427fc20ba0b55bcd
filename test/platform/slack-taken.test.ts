import { expect, test } from 'vitest';
import { createHeldClock } from '../fakes/held-clock.ts';
import { createSlackBench } from '../fakes/slack/slack-bench.ts';
import type { TwinCore } from '../../src/core/adapter.ts';
import { createSignal } from '../../src/support/signal.ts';

const WAYS = [
  ['a socket', false],
  ['HTTP', true],
] as const;

test.each(WAYS)('over %s an event is acknowledged only when the journal knows who waits', async (_, isHttp) => {
  const gate = createSignal();
  await using bench = await createSlackBench({ isHttp, withCore: (core) => withStoreAfter(core, gate.promise) });
  let wasKnown: boolean | undefined;
  const delivered = bench.fake.mention({ text: 'Where do you work?' }).then(async () => {
    wasKnown ??= (await bench.test.state.journal.list()).length > 0;
  });
  gate.resolve();
  await delivered;
  await bench.idle();

  expect(wasKnown).toBe(true);
  expect(await bench.test.state.journal.list()).toEqual([]);
});

test.each(WAYS)('over %s a store that hangs holds no acknowledgement up', async (_, isHttp) => {
  const gate = createSignal();
  await using bench = await createSlackBench({ isHttp, withCore: (core) => withStoreAfter(core, gate.promise) });

  const [mention, command] = await Promise.all([
    bench.fake.mention({ text: 'Where do you work?' }),
    bench.fake.slash('/asktwin', { text: 'Where do you work?' }),
  ]);
  const wasHanging = (await bench.test.state.journal.list()).length === 0;
  gate.resolve();
  await bench.until(() => bench.fake.shownIn(mention.channel, mention.ts).includes('AI twin of'));
  await bench.idle();

  expect([mention.status, command.status]).toEqual([200, 200]);
  expect(wasHanging).toBe(true);
});

test.each(WAYS)('over %s nothing is waited for half a second before an event is acknowledged', async (_, isHttp) => {
  const clock = createHeldClock();
  const hangs = new Promise<void>(() => undefined);
  await using bench = await createSlackBench({
    isHttp,
    withCore: (core) => ({ ...withStoreAfter(core, hangs), clock }),
  });
  clock.hold();

  const delivered = bench.fake.mention({ text: 'Where do you work?' });
  await bench.until(() => clock.sleeperCount > 0);
  await clock.advance(500);

  expect(await delivered).toMatchObject({ status: 200, isCut: false });
});

test('a question of which only the first retry arrives is answered', async () => {
  await using bench = await createSlackBench({ isHttp: true });

  const { channel, ts } = await bench.fake.mention({ text: 'Where do you work?' }, { retryNum: 1 });
  await bench.until(() => bench.fake.shownIn(channel, ts).includes('AI twin of'));

  expect(bench.fake.botMessages(channel, ts)).toHaveLength(1);
});

test.each([1, 6])('an event that comes again after %i minutes is not answered again', async (minutes) => {
  let offsetMs = 0;
  await using bench = await createSlackBench({ isHttp: true, slack: { now: () => Date.now() + offsetMs } });
  const { eventId, channel, ts } = await bench.fake.mention({ text: 'Where do you work?' });
  await bench.until(() => bench.fake.shownIn(channel, ts).includes('AI twin of'));
  offsetMs = minutes * 60_000;

  await bench.fake.redeliver(eventId, { retryNum: 3, skewSeconds: -Math.round(offsetMs / 1000) });
  await bench.idle();

  expect(bench.fake.botMessages(channel, ts)).toHaveLength(1);
  expect(bench.test.generator.prompts).toHaveLength(1);
});

/** Takes nothing before `ready`. */
function withStoreAfter(core: TwinCore, ready: Promise<void>): TwinCore {
  const { intake } = core;
  return {
    ...core,
    intake: {
      ...intake,
      async take(arrival) {
        await ready;
        return intake.take(arrival);
      },
    },
  };
}
