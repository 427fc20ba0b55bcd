import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RedisConnection } from '../../src/engines/state/redis/connection.ts';
import { createRedisCallWindows } from '../../src/engines/limits/redis-call-windows.ts';
import { createRedisLimiter } from '../../src/engines/limits/redis.ts';
import { hasRedis } from '../fakes/redis-finder.ts';
import { connect, startRedis } from '../fakes/redis-server.ts';
import type { RedisServer } from '../fakes/redis-server.ts';

const ASKED_PER_CONNECTION = 1000;

describe.skipIf(!hasRedis)('limits over four connections to one Redis', () => {
  let server: RedisServer;
  let connections: readonly RedisConnection[];

  beforeAll(async () => {
    server = await startRedis();
    connections = await Promise.all(Array.from({ length: 4 }, () => connect(server, 'shared')));
  });
  afterAll(async () => {
    for (const redis of connections) await redis[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  const askAll = async <T>(ask: (redis: RedisConnection) => Promise<T>): Promise<readonly T[]> =>
    Promise.all(connections.flatMap((redis) => Array.from({ length: ASKED_PER_CONNECTION }, () => ask(redis))));

  test('exactly as many of 4,000 questions pass as the limit allows', async () => {
    const limit = { maxCount: 137, windowMs: 3_600_000, name: 'user' };

    const states = await askAll((scripts) => createRedisLimiter({ ...limit, scripts }).consume('everybody'));

    expect(states).toHaveLength(4 * ASKED_PER_CONNECTION);
    expect(states.filter(({ isAllowed }) => isAllowed)).toHaveLength(137);
  });

  test('exactly as many of 4,000 calls are granted as the window has', async () => {
    const limit = { maxCount: 50, windowMs: 3_600_000, kind: 'sliding' } as const;

    const grants = await askAll((scripts) => createRedisCallWindows({ scripts }).take('edits', limit));

    const tickets = grants.flatMap(({ ticket }) => ticket ?? []);
    expect(tickets).toHaveLength(50);
    expect(new Set(tickets).size).toBe(50);
  });
});
