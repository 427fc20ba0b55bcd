import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../core/ports.ts';
import type { StateStore } from '../../core/state-store.ts';
import { createRedisAnswers } from './redis/answers.ts';
import { createRedisChunks } from './redis/chunks.ts';
import { createRedisClaims } from './redis/claims.ts';
import type { RedisConnection } from './redis/connection.ts';
import type { RedisContext } from './redis/context.ts';
import { createRedisConversations } from './redis/conversations.ts';
import { createRedisCounters } from './redis/counters.ts';
import { createRedisForget } from './redis/forget.ts';
import { createRedisJournal } from './redis/journal.ts';
import { createRedisLocks } from './redis/locks.ts';
import { createRedisVectors } from './redis/vectors.ts';
import { createRedisVersions } from './redis/versions.ts';

/** Where the state is kept. */
export interface RedisStateOptions {
  /** Closed together with the state. */
  readonly redis: RedisConnection;
  /** Only tells how long things are to be kept. */
  readonly clock: Clock;
}

const SALT = `
redis.call('SETNX', KEYS[1], ARGV[1])
return redis.call('GET', KEYS[1])`;

/**
 * Keeps the state in Redis, for any number of processes on any number of machines. What must not be torn apart is one
 * script; what expires is a key that Redis itself expires by its own clock.
 *
 * @throws {UpstreamError} service `redis`, from every method
 */
export function createRedisState({ redis, clock }: RedisStateOptions): StateStore {
  const context: RedisContext = { redis, clock };
  const journal = createRedisJournal(context);
  // A Redis that has lost everything is given the one that was known.
  let salt = randomBytes(16).toString('hex');
  let isOpen = true;

  return {
    name: 'redis',
    claims: createRedisClaims(context),
    conversations: createRedisConversations(context),
    answers: createRedisAnswers(context),
    journal,
    locks: createRedisLocks(context),
    versions: createRedisVersions(context),
    chunks: createRedisChunks(context),
    vectors: createRedisVectors(context),
    counters: createRedisCounters(context),
    forget: createRedisForget(context),
    async salt() {
      salt = z.string().parse(await redis.run(SALT, { keys: [redis.key('salt')], values: [salt] }));
      return salt;
    },
    async ping() {
      await redis.send(['PING']);
    },
    async [Symbol.asyncDispose]() {
      // Without Redis the lease ends by itself.
      if (isOpen) await journal.letGo().catch(() => undefined);
      isOpen = false;
      await redis[Symbol.asyncDispose]();
    },
  };
}
