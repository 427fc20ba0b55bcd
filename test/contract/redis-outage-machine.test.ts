import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { toLossError } from '../../src/engines/state/fallback/context.ts';
import { toTurnId } from '../../src/core/turn.ts';
import { hasRedis } from '../fakes/redis-finder.ts';
import { connect, startRedis } from '../fakes/redis-server.ts';
import type { RedisServer } from '../fakes/redis-server.ts';
import { makeEntry, openMachine, TTL_MS, VERSION } from './outage-world.ts';
import type { Member } from './outage-world.ts';

describe.skipIf(!hasRedis)('two processes of one machine', () => {
  let server: RedisServer;

  beforeEach(async () => {
    server = await startRedis();
  });

  afterEach(async () => {
    await server[Symbol.asyncDispose]();
  });

  test('processes of one machine refuse in an outage what the other has claimed before or since', async () => {
    await using machine = await openMachine(server);
    const [here, beside] = machine.members;
    await here.state.claims.claim('slack:before', { ttlMs: TTL_MS });
    await here.state.journal.begin(makeEntry('begun'), { ids: ['slack:begun'], ttlMs: TTL_MS });
    await server.signal('SIGKILL');
    await here.state.claims.claim('slack:since', { ttlMs: TTL_MS });

    const ids = ['slack:before', 'slack:begun', 'slack:since', 'slack:new'];
    const wins = await Promise.all(ids.map((id) => beside.state.claims.claim(id, { ttlMs: TTL_MS })));

    expect(wins).toEqual([false, false, false, true]);
  });

  test('an event that one process took alone is refused to another one of its machine that has not met the outage', async () => {
    await using machine = await openMachine(server);
    const [first, second] = machine.members;
    const claim = { ids: ['slack:Ev1'], ttlMs: TTL_MS };
    await server.signal('SIGSTOP');
    await first.state.claims.claim('slack:Ev0', { ttlMs: TTL_MS });
    const isTaken = await first.state.journal.begin(makeEntry('aaaaaaaa'), claim);
    const again = second.state.journal.begin(makeEntry('bbbbbbbb'), claim);
    await server.signal('SIGCONT');

    expect(isTaken).toBe(true);
    expect(await again).toBe(false);
    expect(await second.state.claims.claim('slack:Ev1', { ttlMs: TTL_MS })).toBe(false);
    expect((await second.state.journal.list()).map(({ turnId }) => turnId)).toEqual(['aaaaaaaa']);
  });

  test('what was claimed is refused on the same machine when Redis has lost it without an outage', async () => {
    await using machine = await openMachine(server);
    const [first, second] = machine.members;
    await using redis = await connect(server, 'outage');
    const claim = { ids: ['slack:Ev1'], ttlMs: TTL_MS };

    const isTaken = await first.state.journal.begin(makeEntry('aaaaaaaa'), claim);
    await redis.send(['FLUSHALL']);
    const isTakenAgain = await second.state.journal.begin(makeEntry('bbbbbbbb'), claim);

    expect([isTaken, isTakenAgain]).toEqual([true, false]);
  });

  test('what runs is put back when Redis has lost it without an outage, though more was begun before anybody noticed', async () => {
    await using machine = await openMachine(server);
    const [first, second] = machine.members;
    await using redis = await connect(server, 'outage');
    await first.state.journal.begin(makeEntry('aaaaaaaa'), { ids: ['slack:Ev1'], ttlMs: TTL_MS });

    await redis.send(['FLUSHALL']);
    await first.state.journal.begin(makeEntry('bbbbbbbb'), { ids: ['slack:Ev2'], ttlMs: TTL_MS });
    first.availability.report(toLossError());
    await expect.poll(() => first.changes).toEqual([false, true]);

    const turnIds = (await second.state.journal.list()).map(({ turnId }) => turnId);
    expect(turnIds.toSorted()).toEqual(['aaaaaaaa', 'bbbbbbbb']);
  });

  test('an entry that was taken over and ended is not put back after an outage, by one that began none itself', async () => {
    await using machine = await openMachine(server);
    const [first, second] = machine.members;
    await using redis = await connect(server, 'outage');
    await first.state.journal.begin(makeEntry('aaaaaaaa'), { ids: ['slack:Ev1'], ttlMs: TTL_MS });
    const endLease = async (): Promise<void> => {
      const keys = z.array(z.string()).parse(await redis.send(['KEYS', '*lease:*']));
      for (const key of keys) await redis.send(['DEL', key]);
    };
    await endLease();
    const [taken] = await second.state.journal.takeOver(['slack']);
    await endLease();
    await first.state.journal.takeOver(['slack']);
    await first.state.journal.remove(toTurnId('aaaaaaaa'));

    second.availability.report(toLossError());
    await expect.poll(() => second.changes).toEqual([false, true]);

    expect(taken?.turnId).toBe('aaaaaaaa');
    expect(await first.state.journal.list()).toEqual([]);
  });

  test('what both are told of is taken by one of them, also when the other one notes it first', async () => {
    await using machine = await openMachine(server);
    const [first, second] = machine.members;
    const claim = { ids: ['discord:1'], ttlMs: TTL_MS };
    // Its first claim takes a process longer to note.
    await second.state.journal.begin(makeEntry('cccccccc'), { ids: ['discord:0'], ttlMs: TTL_MS });

    const wins = await Promise.all([
      first.state.journal.begin(makeEntry('aaaaaaaa'), claim),
      second.state.journal.begin(makeEntry('bbbbbbbb'), claim),
    ]);

    expect(wins.filter(Boolean)).toEqual([true]);
  });

  test('what both are told of is taken by one of them when only one of them has met an outage just before', async () => {
    await using machine = await openMachine(server);
    const [first, second] = machine.members;
    await first.state.journal.begin(makeEntry('cccccccc'), { ids: ['discord:0'], ttlMs: TTL_MS });
    second.availability.report(toLossError());
    await expect.poll(() => second.changes).toEqual([false, true]);
    const begin = ({ state }: Member, id: string, turn: string): Promise<boolean> =>
      state.journal.begin(makeEntry(turn), { ids: [id], ttlMs: TTL_MS });

    const wins = await Promise.all(
      Array.from({ length: 20 }, (_none, at) =>
        Promise.all([begin(first, `discord:${at + 1}`, `a${at}`), begin(second, `discord:${at + 1}`, `b${at}`)]),
      ),
    );

    expect(wins.map((taken) => taken.filter(Boolean).length)).toEqual(wins.map(() => 1));
  });

  test('a Redis that has lost the knowledge without an outage is given it again, and it is used meanwhile', async () => {
    await using machine = await openMachine(server);
    const [one, other] = machine.members;
    await using redis = await connect(server, 'outage');
    const lock = await one.state.locks.acquire('ingest', { ttlMs: TTL_MS });
    if (lock === undefined) throw new Error('The lock is held.');
    await one.state.versions.activate('local', VERSION, lock);

    await redis.send(['FLUSHALL']);
    const meanwhile = await one.state.versions.active('local');
    await expect.poll(() => other.state.versions.active('local')).toEqual(VERSION);

    expect(meanwhile).toEqual(VERSION);
  });
});
