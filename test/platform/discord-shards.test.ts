import { expect, test, vi } from 'vitest';
import { systemClock } from '../../src/support/clock.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createBench, PATIENT, waitForAnswer, waitForAnswers } from '../fakes/discord/discord-bench.ts';
import { toShard } from '../fakes/discord/snowflakes.ts';
import type { Clock } from '../../src/core/ports.ts';
import type { DiscordBench } from '../fakes/discord/discord-bench.ts';
import type { FakeDiscord } from '../fakes/discord/fake-discord.ts';
import type { FakeChannel } from '../fakes/discord/world.ts';

const GUILD_COUNT = 5001;
/** So many Discord recommends for as many servers. */
const SHARD_COUNT = 6;
const GAP_MS = 5000;
const HOUR_MS = 3_600_000;
/** So old a number of logins is not gone by any more. */
const AGE_MS = 120_000;
const QUESTION = { question: 'Where do you work?' };

test('a bot in 5,001 servers is told of each over one of six connections, and answers in all of them', async () => {
  await using bench = await createBench({ fake: { guildCount: GUILD_COUNT, logins: { maxConcurrency: 16 } } });
  const { fake } = bench;
  const places = Array.from({ length: SHARD_COUNT }, (_none, shard) => channelOf(fake, shard));

  for (const channel of places) {
    fake.slash({ user: fake.person(), channel, command: 'asktwin', options: QUESTION });
    fake.mention({ user: fake.person(), channel, text: 'What are your skills?' });
  }
  const dm = fake.dm({ user: fake.person(), text: 'Where do you work?' });

  for (const { id } of places) await waitForAnswers(fake, 2, { channelId: id });
  await waitForAnswer(fake, { channelId: dm.channelId });
  expect(fake.logins.all.map(({ shard }) => shard).toSorted(([a], [b]) => a - b)).toEqual(
    Array.from({ length: SHARD_COUNT }, (_none, shard) => [shard, SHARD_COUNT]),
  );
  expect(fake.count('gateway')).toBe(1);
});

test('shards of one bucket log in five seconds apart, and the twin is ready once all are there', async () => {
  const clock = createFakeClock();
  const fakeOptions = { now: () => clock.now(), guildCount: GUILD_COUNT, logins: { gapMs: GAP_MS } };
  await using bench = await createBench({ isStarted: false, core: { clock }, fake: fakeOptions });
  const { fake, adapter } = bench;

  const started = adapter.start();
  for (let count = 1; count < SHARD_COUNT; count += 1) {
    await vi.waitUntil(() => adapter.state().detail.startsWith(`${count} of ${SHARD_COUNT}`), PATIENT);
    expect(adapter.state().isReady).toBe(false);
    await clock.advance(GAP_MS + 1000);
  }
  await vi.waitUntil(() => adapter.state().isReady, PATIENT);
  await started;

  const gaps = fake.logins.all.slice(1).map(({ at }, before) => at - (fake.logins.all[before]?.at ?? 0));
  expect(fake.logins.all).toHaveLength(SHARD_COUNT);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(GAP_MS);
});

test('as many shards as Discord allows log in at once', async () => {
  const clock = createFakeClock();
  const logins = { gapMs: GAP_MS, maxConcurrency: 2 };
  const fakeOptions = { now: () => clock.now(), guildCount: GUILD_COUNT, logins };
  await using bench = await createBench({ isStarted: false, core: { clock }, fake: fakeOptions });
  const { fake, adapter } = bench;

  const started = adapter.start();
  for (const count of [2, 4]) {
    await vi.waitUntil(() => adapter.state().detail.startsWith(`${count} of ${SHARD_COUNT}`), PATIENT);
    await clock.advance(GAP_MS + 1000);
  }
  await vi.waitUntil(() => adapter.state().isReady, PATIENT);
  await started;

  const pairs = [0, 2, 4].map((at) => fake.logins.all.slice(at, at + 2).map(({ shard }) => shard[0] % 2));
  expect(pairs.map((pair) => pair.reduce((sum, lane) => sum + lane, 0))).toEqual([1, 1, 1]);
});

test('whoever asks in a server whose shard is in gets an answer while the others wait for their turn', async () => {
  const core = { clock: createClockWithoutTurns() };
  await using bench = await createBench({ isStarted: false, core, fake: { guildCount: GUILD_COUNT } });
  const { fake, adapter } = bench;
  await adapter.start();
  await vi.waitUntil(() => adapter.state().detail.startsWith('1 of 6'), PATIENT);
  const channel = channelOf(fake, fake.logins.all[0]?.shard[0] ?? 0);

  fake.slash({ user: fake.person(), channel, command: 'asktwin', options: QUESTION });

  await waitForAnswer(fake, { channelId: channel.id });
  expect(adapter.state().isReady).toBe(false);
  expect(fake.logins.all).toHaveLength(1);
});

test('without a login left for each shard it says until when it waits, and logs in only then', async () => {
  const clock = createFakeClock();
  const logins = { remaining: SHARD_COUNT - 1, maxConcurrency: 16, resetAfterMs: 2 * HOUR_MS };
  const fakeOptions = { now: () => clock.now(), guildCount: GUILD_COUNT, logins };
  await using bench = await createBench({ isStarted: false, core: { clock }, fake: fakeOptions });
  const { fake, adapter, twin } = bench;
  const until = new Date(clock.now() + 2 * HOUR_MS).toISOString();

  await adapter.start();
  const before = adapter.state();
  await clock.advance(2 * HOUR_MS - 1);
  const countBefore = fake.logins.all.length;
  await clock.advance(1);
  await vi.waitUntil(() => adapter.state().isReady, PATIENT);

  expect(before).toEqual({ isReady: false, detail: `Discord takes no login before ${until}` });
  expect(twin.logger.of('discord.login_postponed')).toMatchObject([{ level: 'warn', fields: { waitMs: 2 * HOUR_MS } }]);
  expect(countBefore).toBe(0);
  expect(fake.logins.all).toHaveLength(SHARD_COUNT);
});

test('a session that ends when no login is left is not renewed before Discord allows it', async () => {
  const { bench, clock } = await createLongConnected();
  await using _bench = bench;
  const { fake, adapter, twin } = bench;
  fake.logins.remaining = 0;
  const until = new Date(clock.now() + 24 * HOUR_MS - AGE_MS).toISOString();

  fake.gateway.send({ op: 9, d: false });
  await vi.waitUntil(() => twin.logger.of('discord.logins_spent').length === 1, PATIENT);
  const [before, countBefore] = [adapter.state(), fake.logins.all.length];
  await clock.advance(24 * HOUR_MS);
  await vi.waitUntil(() => adapter.state().isReady, PATIENT);

  expect(before).toEqual({ isReady: false, detail: `Discord takes no login before ${until}` });
  expect(countBefore).toBe(1);
  expect(fake.logins.all).toHaveLength(2);
});

test('when Discord does not say how many logins are left, the last number counts', async () => {
  const { bench } = await createLongConnected();
  await using _bench = bench;
  const { fake, adapter, twin } = bench;
  fake.faults.next('gateway', { type: 'status', status: 500 });

  fake.gateway.send({ op: 9, d: false });
  await vi.waitUntil(() => fake.logins.all.length === 2, PATIENT);
  await vi.waitUntil(() => adapter.state().isReady, PATIENT);

  expect(twin.logger.of('discord.logins_unknown')).toHaveLength(1);
});

/** Connected, with a number of logins left that is too old to go by. */
async function createLongConnected() {
  const clock = createFakeClock();
  const bench: DiscordBench = await createBench({ core: { clock }, fake: { now: () => clock.now() } });
  await clock.advance(AGE_MS);
  return { bench, clock };
}

/** A channel in a server of that shard. */
function channelOf(fake: FakeDiscord, shard: number): FakeChannel {
  const guildId = [...fake.world.guildIds].find((id) => toShard(id, SHARD_COUNT) === shard);
  return fake.channel(`of shard ${shard}`, 0, guildId);
}

/** The machine's clock, but waits as long as that for a turn to log in have no end. */
function createClockWithoutTurns(): Clock {
  return {
    now: systemClock.now,
    sleep(ms, signal) {
      if (ms < GAP_MS) return systemClock.sleep(ms, signal);
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    },
  };
}
