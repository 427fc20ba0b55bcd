import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { UpstreamError } from '../../src/core/errors.ts';
import type { StateStore } from '../../src/core/state-store.ts';
import { toConversationKey, toTenantKey, toTurnId, toUserKey } from '../../src/core/turn.ts';
import { createRedisState } from '../../src/engines/state/redis.ts';
import { openRedis } from '../../src/engines/state/redis/connection.ts';
import type { RedisConnection } from '../../src/engines/state/redis/connection.ts';
import { parseChunk } from '../../src/engines/state/stored.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { hasRedis } from '../fakes/redis-finder.ts';
import { connect, startRedis } from '../fakes/redis-server.ts';
import type { RedisServer } from '../fakes/redis-server.ts';

const MINUTES_MS = 60_000;

describe.skipIf(!hasRedis)('redis state store', () => {
  let server: RedisServer;
  let redis: RedisConnection;
  let store: StateStore;
  const opened: AsyncDisposable[] = [];
  const maya = toUserKey('discord', '1');
  const origin = { user: maya, tenant: toTenantKey('discord', '9') };
  const inThread = toConversationKey(maya, 'thread');
  const turn = { question: 'What?', answer: 'That.', citedTitles: [], at: 0 };

  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  beforeEach(async () => {
    redis = await connect(server, crypto.randomUUID());
    store = createRedisState({ redis, clock: createFakeClock() });
    opened.push(store);
  });
  afterEach(async () => {
    for (const one of opened.splice(0)) await one[Symbol.asyncDispose]();
  });

  const readAll = async (): Promise<readonly (readonly [string, unknown])[]> => {
    const keys = await redis.send(['KEYS', `${redis.key('')}*`]);
    if (!Array.isArray(keys)) throw new Error('Redis gave no list.');
    return Promise.all(keys.map(async (key: string) => [key, await redis.send(['PTTL', key])] as const));
  };

  test('Redis itself forgets whatever is about a person or an event, in time', async () => {
    const clock = createFakeClock();
    await store.claims.claim('event', { ttlMs: MINUTES_MS });
    await store.conversations.append(inThread, origin, turn, { ttlMs: MINUTES_MS });
    await store.answers.write('q', 'a', { ttlMs: MINUTES_MS, origin });
    await store.counters.add('tokens', 1, { expiresAt: clock.now() + MINUTES_MS });

    const lives = await readAll();

    const kinds = new Set(lives.map(([key]) => key.split(':')[1]));
    expect([...kinds].toSorted()).toEqual(['answer', 'claim', 'owner', 'sum', 'talk', 'turn']);
    for (const [key, leftMs] of lives) {
      expect(leftMs).toBeGreaterThan(MINUTES_MS / 2);
      // Lists of keys hold nothing of a person, and must outlive what they name.
      expect(leftMs).toBeLessThanOrEqual(key.includes(':owner:') ? 25 * 60 * MINUTES_MS : MINUTES_MS);
    }
  });

  test('a process whose clock is ten minutes off keeps things no longer and no shorter', async () => {
    const lateClock = createFakeClock({ startAt: createFakeClock().now() + 10 * MINUTES_MS });
    const late = createRedisState({ redis: await connect(server, redis.key('').slice(1, -2)), clock: lateClock });
    opened.push(late);
    const won = await late.claims.claim('event', { ttlMs: MINUTES_MS });

    const again = await store.claims.claim('event', { ttlMs: MINUTES_MS });
    await late.counters.add('tokens', 5, { expiresAt: lateClock.now() + MINUTES_MS });
    const sum = await store.counters.add('tokens', 5, { expiresAt: createFakeClock().now() + MINUTES_MS });
    const entry = {
      turnId: toTurnId('t1'),
      face: 'slack' as const,
      user: maya,
      target: {},
      shownText: '',
      expiresAt: lateClock.now() + MINUTES_MS,
    };
    await late.journal.begin(entry, { ids: ['other'], ttlMs: MINUTES_MS });
    const lives = await readAll();

    expect([won, again, sum]).toEqual([true, false, 10]);
    for (const [key, leftMs] of lives) {
      // A process's own mark is about nobody.
      if (key.endsWith(':journal') || key.includes(':mark:')) continue;
      expect(leftMs).toBeLessThanOrEqual(MINUTES_MS);
      expect(leftMs).toBeGreaterThan(0);
    }
  });

  test('a person who is forgotten stands nowhere any more, in no value and in no name', async () => {
    await store.conversations.append(inThread, origin, turn, { ttlMs: MINUTES_MS });
    await store.conversations.append(toConversationKey(maya, 'dm'), { user: maya }, turn, { ttlMs: MINUTES_MS });
    await store.answers.write('q', 'a', { ttlMs: MINUTES_MS, origin });

    const forgotten = await store.forget({ user: maya });

    const left = await Promise.all((await readAll()).map(async ([key]) => [key, await redis.send(['DUMP', key])]));
    expect(forgotten).toEqual({ turns: 2, answers: 1, replies: 0 });
    expect(JSON.stringify(left)).not.toMatch(/discord:1|What|That/);
  });

  test('keys that have expired are named in no list after the next write', async () => {
    await store.answers.write('gone', 'a', { ttlMs: 1, origin });
    await expect.poll(() => redis.send(['EXISTS', redis.key('answer', 'gone')])).toBe(0);
    await store.answers.write('q', 'a', { ttlMs: MINUTES_MS, origin });

    const lists = (await readAll()).map(([key]) => key).filter((key) => key.includes(':owner:'));
    const named = await Promise.all(lists.map((key) => redis.send(['ZRANGE', key, 0, -1])));

    expect(named).toEqual(lists.map(() => [redis.key('answer', 'q')]));
  });

  test('thousands of chunks and vectors come back whole', async () => {
    const chunks = Array.from({ length: 2500 }, (_, at) => makeChunk(at));
    const vectors = new Map(chunks.map(({ id }, at) => [String(id), Float32Array.of(at, -at)]));
    await store.chunks.put(chunks);
    await store.vectors.write('model', vectors);
    const other = createRedisState({
      redis: await connect(server, redis.key('').slice(1, -2)),
      clock: createFakeClock(),
    });
    opened.push(other);

    const listed = await other.chunks.list();
    const read = await other.vectors.read('model', [...vectors.keys()]);

    expect(listed.toSorted((one, next) => one.id.localeCompare(next.id))).toEqual(chunks);
    expect(read).toEqual(vectors);
  });

  test('a lock that was given by a Redis which lost everything has a greater number', async () => {
    const before = await store.locks.acquire('ingest', { ttlMs: MINUTES_MS });
    await redis.send(['FLUSHALL']);
    const after = await store.locks.acquire('ingest', { ttlMs: MINUTES_MS });

    expect(after?.fence).toBeGreaterThanOrEqual(before?.fence ?? Infinity);
    expect(before?.fence).toBeGreaterThan(1_000_000_000);
  });

  test('a command to a Redis that hangs is given up in time, and the connection works once it goes on', async () => {
    const hasty = openRedis({ url: server.url, timeoutMs: 100 });
    opened.push(hasty);
    while (!hasty.isReady) await new Promise((resolve) => setTimeout(resolve, 5));
    await server.signal('SIGSTOP');

    const startedAt = performance.now();
    const failure = await hasty.send(['PING']).catch((error: unknown) => error);
    const tookMs = performance.now() - startedAt;
    await server.signal('SIGCONT');

    expect(failure).toBeInstanceOf(UpstreamError);
    expect(failure).toMatchObject({ service: 'redis', kind: 'timeout' });
    // It waits for ten seconds unless it is told otherwise.
    expect(tookMs).toBeLessThan(8000);
    await expect.poll(() => hasty.send(['PING']).catch(() => 'not yet')).toBe('PONG');
  });

  test('a wrong password is told as such, without the password', async () => {
    await using closed = await startRedis({ password: 'right-password' });
    const failures: unknown[] = [];
    const wrong = openRedis({
      url: closed.url.replace('right-password', 'wrong-password'),
      onFailure: (error) => failures.push(error),
    });
    opened.push(wrong);

    await expect.poll(() => failures.length).toBeGreaterThan(0);

    expect(failures[0]).toMatchObject({ service: 'redis', kind: 'auth' });
    expect(String(failures[0])).not.toContain('wrong-password');
  });
});

function makeChunk(at: number) {
  const id = `c${String(at).padStart(5, '0')}@000`;
  const plain = { id, key: id, hash: '00', source: 'a.md', title: 'A', text: `Text of ${at}.`, hints: '' };
  return parseChunk(JSON.stringify(plain));
}
