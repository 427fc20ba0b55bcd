import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RateLimiter } from '../../src/core/ports.ts';
import { UpstreamError } from '../../src/core/errors.ts';
import { toConversationKey, toTurnId } from '../../src/core/turn.ts';
import { createRedisState } from '../../src/engines/state/redis.ts';
import { systemClock } from '../../src/support/clock.ts';
import { hasRedis } from '../fakes/redis-finder.ts';
import { connect, startRedis } from '../fakes/redis-server.ts';
import type { RedisServer } from '../fakes/redis-server.ts';
import { CHUNK, makeEntry, MAYA, openMember, TIMEOUT_MS, TTL_MS, VERSION } from './outage-world.ts';
import type { Member } from './outage-world.ts';

const TALK = toConversationKey(MAYA, 'thread');

describe.skipIf(!hasRedis)('while Redis is away', () => {
  let server: RedisServer;
  let one: Member;
  let other: Member;

  beforeEach(async () => {
    server = await startRedis();
    one = await openMember(server, 'one');
    other = await openMember(server, 'other');
  });

  afterEach(async () => {
    for (const member of [one, other]) await member[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  test('limits hold at a share each, and are shared again when it is back', async () => {
    await server.signal('SIGKILL');
    const passed = await Promise.all([one, other].map((member) => countPassed(member.limiter, 'flood', 50)));
    await server.start();
    await returned(one, other);
    const [before, after] = [await countPassed(one.limiter, 'later', 4), await countPassed(other.limiter, 'later', 50)];

    expect(passed).toEqual([5, 5]);
    expect([before, after]).toEqual([4, 6]);
  });

  test('a Redis that dies in a flood ends no call with an error, and no limit', async () => {
    const flood = [one, other].flatMap((member) =>
      Array.from({ length: 200 }, (_none, at) => member.limiter.consume(`user-${at % 4}`)),
    );
    await server.signal('SIGKILL');
    const states = await Promise.all(flood);

    // Ten for each of four, and a share of five at either process.
    expect(states).toHaveLength(400);
    expect(states.filter(({ isAllowed }) => isAllowed).length).toBeLessThanOrEqual(4 * (10 + 5 + 5));
  });

  test('each change is told once, however many calls meet it', async () => {
    await server.signal('SIGKILL');
    await Promise.all(Array.from({ length: 20 }, (_none, at) => one.state.claims.claim(`e-${at}`, { ttlMs: TTL_MS })));
    await server.start();
    await returned(one);

    expect(one.changes).toEqual([false, true]);
  });

  test('a Redis that hangs is waited for once, not by every call', async () => {
    await server.signal('SIGSTOP');
    await one.state.claims.claim('first', { ttlMs: TTL_MS });

    const startedAt = performance.now();
    for (let at = 0; at < 50; at += 1) await one.state.claims.claim(`next-${at}`, { ttlMs: TTL_MS });
    const tookMs = performance.now() - startedAt;
    await server.signal('SIGCONT');

    expect(tookMs).toBeLessThan((50 * TIMEOUT_MS) / 2);
    await returned(one);
  });

  test('an event that one process is told of is claimed once, also when it was claimed before', async () => {
    await one.state.claims.claim('slack:before', { ttlMs: TTL_MS });
    await server.signal('SIGKILL');

    expect(await one.state.claims.claim('slack:before', { ttlMs: TTL_MS })).toBe(false);
    expect(await one.state.claims.claim('slack:now', { ttlMs: TTL_MS })).toBe(true);
    expect(await one.state.claims.claim('slack:now', { ttlMs: TTL_MS })).toBe(false);
  });

  test('of an event that all are told of one process takes care', async () => {
    await server.signal('SIGKILL');
    const ids = Array.from({ length: 40 }, (_none, at) => `discord:${1000 + at}`);

    const wins = await Promise.all(
      ids.map((id) => Promise.all([one, other].map(({ state }) => state.claims.claim(id, { ttlMs: TTL_MS })))),
    );

    expect(wins.every((pair) => pair.filter(Boolean).length === 1)).toBe(true);
    expect(new Set(wins.map(([first]) => first))).toEqual(new Set([true, false]));
  });

  test('what was claimed before and meanwhile is refused to others afterwards, though Redis has lost everything', async () => {
    await one.state.claims.claim('slack:before', { ttlMs: TTL_MS });
    await server.signal('SIGKILL');
    await one.state.claims.claim('slack:meanwhile', { ttlMs: TTL_MS });
    await server.start();
    await returned(one, other);

    expect(await other.state.claims.claim('slack:before', { ttlMs: TTL_MS })).toBe(false);
    expect(await other.state.claims.claim('slack:meanwhile', { ttlMs: TTL_MS })).toBe(false);
  });

  test('what one process knew alone is restored, though another one has already restored what both knew', async () => {
    await one.state.claims.claim('slack:only-one', { ttlMs: TTL_MS });
    await Promise.all([one, other].map(({ state }) => state.claims.claim('discord:1', { ttlMs: TTL_MS })));
    await server.signal('SIGKILL');
    const redis = await restartAnd(server, 'outage', 'discord:1');
    await returned(one, other);
    await redis[Symbol.asyncDispose]();

    expect(await other.state.claims.claim('slack:only-one', { ttlMs: TTL_MS })).toBe(false);
  });

  test('the knowledge stays as it was, and a Redis that has lost it is given it again', async () => {
    const lock = await one.state.locks.acquire('ingest', { ttlMs: TTL_MS });
    if (lock === undefined) throw new Error('The lock is held.');
    await one.state.chunks.put([CHUNK]);
    await one.state.versions.activate('local', VERSION, lock);
    await one.state.locks.release(lock);
    for (const { state } of [one, other]) {
      await state.chunks.revision();
      await state.chunks.list();
    }
    await other.state.versions.active('local');
    const revision = await one.state.chunks.revision();
    await server.signal('SIGKILL');

    const numbers = await Promise.all([one, other].map(({ state }) => state.versions.activeNumber('local')));
    const revisionMeanwhile = await other.state.chunks.revision();
    await expect(one.state.locks.acquire('ingest', { ttlMs: 1 })).rejects.toBeInstanceOf(UpstreamError);
    await server.start();
    await returned(one, other);

    expect([...numbers, revisionMeanwhile]).toEqual([7, 7, revision]);
    expect(await other.state.versions.active('local')).toEqual(VERSION);
    expect(await other.state.chunks.list()).toEqual([CHUNK]);
  });

  test('a process that had seen less does not put an older version in the place of a newer one', async () => {
    const lock = await one.state.locks.acquire('ingest', { ttlMs: TTL_MS });
    if (lock === undefined) throw new Error('The lock is held.');
    await one.state.versions.activate('local', VERSION, lock);
    await other.state.versions.active('local');
    await one.state.versions.activate('local', { ...VERSION, number: 8 }, lock);
    await server.signal('SIGKILL');
    await server.start();
    await returned(other, one);

    expect(await other.state.versions.activeNumber('local')).toBe(8);
  });

  test('spending counts for all, and is added up afterwards', async () => {
    const expiresAt = systemClock.now() + TTL_MS;
    await one.state.counters.add('tokens', 100, { expiresAt });
    await server.signal('SIGKILL');
    const guess = await one.state.counters.add('tokens', 10, { expiresAt });
    await server.start();
    await returned(one);

    // What the other process may have spent as well is taken into account.
    expect(guess).toBe(120);
    expect(await one.state.counters.read('tokens')).toBe(110);
  });

  test('people are not told that they are forgotten while that cannot be done for all', async () => {
    await server.signal('SIGKILL');
    await one.state.conversations.append(TALK, { user: MAYA }, TURN, { ttlMs: TTL_MS });

    await expect(one.state.forget({ user: MAYA })).rejects.toMatchObject({ service: 'redis' });
    expect(await one.state.conversations.read(TALK, { maxTurns: 9 })).toEqual([]);
  });

  test('a conversation goes on within the process', async () => {
    await server.signal('SIGKILL');
    await one.state.conversations.append(TALK, { user: MAYA }, TURN, { ttlMs: TTL_MS });

    expect(await one.state.conversations.read(TALK, { maxTurns: 9 })).toEqual([TURN]);
  });

  test('an answer that began before and ended meanwhile is taken over by nobody', async () => {
    const entry = makeEntry('before');
    await one.state.journal.begin(entry, { ids: ['slack:e1'], ttlMs: TTL_MS });
    await server.signal('SIGSTOP');
    const isOwn = await one.state.journal.put({ ...entry, shownText: 'more' });
    await one.state.journal.remove(entry.turnId);
    await server.signal('SIGCONT');
    await returned(one);

    expect(isOwn).toBe(true);
    await expect.poll(() => other.state.journal.list()).toEqual([]);
  });

  test('an answer that runs on is known again to a Redis that has lost everything, and taken over if its process dies', async () => {
    const entry = makeEntry('running');
    await one.state.journal.begin(entry, { ids: ['slack:e3'], ttlMs: TTL_MS });
    await one.state.journal.begin(makeEntry('ended'), { ids: ['slack:e4'], ttlMs: TTL_MS });
    await one.state.journal.remove(toTurnId('ended'));
    await server.signal('SIGKILL');
    await one.state.journal.put({ ...entry, shownText: 'more' });
    await server.start();
    await returned(one, other);
    const known = await other.state.journal.list();
    await one[Symbol.asyncDispose]();

    expect(known).toEqual([{ ...entry, shownText: 'more' }]);
    await expect.poll(() => other.state.journal.takeOver(['slack']), { timeout: 90_000 }).toEqual(known);
  });

  test('an answer whose person was forgotten is not written again to a Redis that has lost nothing', async () => {
    await one.state.journal.begin(makeEntry('running'), { ids: ['slack:e3'], ttlMs: TTL_MS });
    await other.state.forget({ user: MAYA });
    await server.signal('SIGSTOP');
    await one.state.journal.put(makeEntry('running'));
    await server.signal('SIGCONT');
    await returned(one);

    expect(await other.state.journal.list()).toEqual([]);
  });

  test('an answer whose beginning a hanging Redis takes late is not found there by anybody', async () => {
    // Redis has the script by now, and needs no second request for it.
    await one.state.journal.begin(makeEntry('before'), { ids: ['slack:before'], ttlMs: TTL_MS });
    await one.state.journal.remove(toTurnId('before'));
    await server.signal('SIGSTOP');
    await one.state.journal.begin(makeEntry('late'), { ids: ['slack:late'], ttlMs: TTL_MS });
    await server.signal('SIGCONT');
    await returned(one);

    await expect.poll(() => other.state.journal.list()).toEqual([]);
    expect(await other.state.claims.claim('slack:late', { ttlMs: TTL_MS })).toBe(false);
  });

  test('an answer that a hanging Redis lets a process take over late is taken over by it in the end', async () => {
    await other.state.journal.takeOver(['slack']);
    await one.state.journal.begin(makeEntry('left'), { ids: ['slack:left'], ttlMs: TTL_MS });
    await one[Symbol.asyncDispose]();
    await server.signal('SIGSTOP');
    const inVain = await other.state.journal.takeOver(['slack']);
    await server.signal('SIGCONT');
    await returned(other);

    expect(inVain).toEqual([]);
    await expect.poll(() => other.state.journal.takeOver(['slack']), { timeout: 90_000 }).toHaveLength(1);
    expect(await other.state.journal.takeOver(['slack'])).toEqual([]);
  });

  test('an answer that begins meanwhile is in the journal, and its event is claimed', async () => {
    await server.signal('SIGKILL');
    const claim = { ids: ['slack:e2'], ttlMs: TTL_MS };

    expect(await one.state.journal.begin(makeEntry('meanwhile'), claim)).toBe(true);
    expect(await one.state.journal.begin(makeEntry('again'), claim)).toBe(false);
    expect((await one.state.journal.list()).map(({ turnId }) => turnId)).toEqual(['meanwhile']);
  });
});

const TURN = { question: 'What?', answer: 'That.', citedTitles: [], at: 1 };
/** Starts Redis, with an event claimed by somebody who was faster than all others. */
async function restartAnd(server: RedisServer, prefix: string, id: string): Promise<AsyncDisposable> {
  await server.start();
  const redis = await connect(server, prefix);
  await createRedisState({ redis, clock: systemClock }).claims.claim(id, { ttlMs: TTL_MS });
  return redis;
}

/** Looks until Redis is used again. */
async function returned(...members: readonly Member[]): Promise<void> {
  for (const { state, availability, changes } of members) {
    await expect.poll(() => changes.includes(false)).toBe(true);
    await expect
      .poll(
        () =>
          state.ping().then(
            () => availability.isUp,
            () => false,
          ),
        { timeout: 90_000 },
      )
      .toBe(true);
  }
}

async function countPassed(limiter: RateLimiter, key: string, count: number): Promise<number> {
  const states = await Promise.all(Array.from({ length: count }, () => limiter.consume(key)));
  return states.filter(({ isAllowed }) => isAllowed).length;
}
