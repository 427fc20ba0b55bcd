import { z } from 'zod';
import type { Members } from '../fallback/context.ts';
import type { RedisConnection } from './connection.ts';

/** The processes that answer people together, kept up to date. */
export interface RedisMembers extends Members, AsyncDisposable {
  /** Becomes one of them: from now on this process says every few seconds that it lives. Never rejects. */
  join(): Promise<void>;
  /** Says so at once, if it has joined. Never rejects. */
  renew(): Promise<void>;
}

const BEAT_MS = 2000;
/**
 * Who has not been heard of for so long is gone. Short, because what Discord tells all is shared out among those who are
 * there while Redis is away: the share of a process that was killed just before is answered by nobody.
 */
export const GONE_MS = 7000;

const BEAT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local wasKnown = redis.call('ZSCORE', KEYS[1], ARGV[1])
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ${GONE_MS})
redis.call('PEXPIRE', KEYS[1], ${GONE_MS})
return { wasKnown and 1 or 0, redis.call('ZRANGE', KEYS[1], 0, -1) }`;
const beatReply = z.tuple([z.number(), z.array(z.string())]);

/**
 * A sorted set of processes by when they were heard of last. A process that only looks something up does not join.
 *
 * @param onForgotten called when this process was known and is no more, though Redis was there: it has stood still for too
 *   long, or Redis has lost everything without a word, as `FLUSHALL` or a failover to an empty copy do
 */
export function createRedisMembers(redis: RedisConnection, onForgotten: () => void = () => undefined): RedisMembers {
  const self = crypto.randomUUID();
  const key = redis.key('members');
  let known: readonly string[] = [self];
  let isKnown = false;
  let timer: NodeJS.Timeout | undefined;

  const beat = async (): Promise<void> => {
    // Without Redis those who were there last are taken to be there still.
    const reply = await redis.run(BEAT, { keys: [key], values: [self] }).catch(() => undefined);
    if (reply === undefined) return;
    const [wasKnown, all] = beatReply.parse(reply);
    known = all;
    const isForgotten = isKnown && wasKnown === 0;
    isKnown = true;
    if (isForgotten) onForgotten();
  };

  return {
    self,
    all: () => known,
    async join() {
      timer ??= setInterval(() => void beat(), BEAT_MS);
      await beat();
    },
    async renew() {
      if (timer !== undefined) await beat();
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      if (timer !== undefined) await redis.send(['ZREM', key, self]).catch(() => undefined);
      timer = undefined;
    },
  };
}
