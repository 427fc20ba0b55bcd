import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RedisConnection } from '../../src/engines/state/redis/connection.ts';
import { createRedisMembers } from '../../src/engines/state/redis/members.ts';
import { createStoreClock } from '../../src/engines/state/redis/store-clock.ts';
import { systemClock } from '../../src/support/clock.ts';
import { hasRedis } from '../fakes/redis-finder.ts';
import { connect, startRedis } from '../fakes/redis-server.ts';
import type { RedisServer } from '../fakes/redis-server.ts';

describe.skipIf(!hasRedis)('processes of one Redis', () => {
  let server: RedisServer;
  let redis: RedisConnection;

  beforeAll(async () => {
    server = await startRedis();
    redis = await connect(server, 'members');
  });
  afterAll(async () => {
    await redis[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  test('each knows the others that joined, and not those that left or never joined', async () => {
    const [one, other, onlooker] = [createRedisMembers(redis), createRedisMembers(redis), createRedisMembers(redis)];
    await one.join();
    await other.join();
    const together = other.all();
    await one[Symbol.asyncDispose]();
    await other.join();
    const alone = other.all();
    await other[Symbol.asyncDispose]();

    expect(together.toSorted()).toEqual([one.self, other.self].toSorted());
    expect(alone).toEqual([other.self]);
    expect(onlooker.all()).toEqual([onlooker.self]);
  });

  test('one that Redis has forgotten hears of it once', async () => {
    let forgottenCount = 0;
    await using member = createRedisMembers(redis, () => (forgottenCount += 1));
    await member.join();
    await member.join();
    const before = forgottenCount;
    await redis.send(['FLUSHALL']);
    await member.join();
    await member.join();

    expect([before, forgottenCount]).toEqual([0, 1]);
  });

  test('they agree on the time, whatever their machines say', async () => {
    const wrong = { ...systemClock, now: () => systemClock.now() - 10 * 60_000 };
    const [right, corrected] = [createStoreClock(redis, systemClock), createStoreClock(redis, wrong)];
    const before = corrected.now() - right.now();
    await Promise.all([right.sync(), corrected.sync()]);

    expect(before).toBeLessThan(-9 * 60_000);
    expect(Math.abs(corrected.now() - right.now())).toBeLessThan(1000);
  });
});
