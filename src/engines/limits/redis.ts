import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { LimitState, RateLimiter } from '../../core/ports.ts';
import type { ScriptRunner } from '../../support/script-runner.ts';

/** How much is allowed, and where it is counted. */
export interface RedisLimiterOptions {
  readonly scripts: ScriptRunner;
  /** Tells the limiters of one Redis apart. */
  readonly name: string;
  /** Consumptions per window and key, at least 1. */
  readonly maxCount: number;
  /** Length of a window; it begins with a key's first consumption. */
  readonly windowMs: number;
}

/** A window is kept a little longer than it lasts: its end decides, not whether it is there. */
const SPARE_MS = 10_000;

/** A window is `count:end`, in ms by the clock of Redis. */
const WINDOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local count, endsAt = 0, 0
local known = redis.call('GET', KEYS[1])
if known then
  local knownCount, knownEnd = string.match(known, '^(%d+):(%d+)$')
  if tonumber(knownEnd) > now then count, endsAt = tonumber(knownCount), tonumber(knownEnd) end
end
local function set(to)
  count = to
  redis.call('SET', KEYS[1], string.format('%d:%d', count, endsAt), 'PX', endsAt - now + ${SPARE_MS})
end
`;

const CONSUME = `${WINDOW}
if count >= tonumber(ARGV[1]) then return {0, count, endsAt - now} end
if count == 0 and endsAt == 0 then endsAt = now + tonumber(ARGV[2]) end
set(count + 1)
return {1, count, endsAt - now}`;

const GIVE_BACK = `${WINDOW}
if count > 0 then set(count - 1) end`;

const PEEK = `${WINDOW}
return {count < tonumber(ARGV[1]) and 1 or 0, count, math.max(0, endsAt - now)}`;

const counted = z.tuple([z.number(), z.number(), z.number()]);

/**
 * Counts over all processes that share one Redis, by fixed windows of its clock. Each call is one script of three commands,
 * so that of any number who ask at once exactly as many are let through as may be.
 *
 * @throws {UpstreamError} service `redis`, from every method
 */
export function createRedisLimiter({ scripts, name, maxCount, windowMs }: RedisLimiterOptions): RateLimiter {
  // Whoever lists keys is shown nobody's id.
  const toKey = (key: string): string =>
    scripts.key('limit', name, createHash('sha256').update(key).digest('base64url'));
  const run = async (lua: string, key: string): Promise<LimitState> => {
    const reply = await scripts.run(lua, { keys: [toKey(key)], values: [maxCount, windowMs] });
    const [isAllowed, count, resetAfterMs] = counted.parse(reply);
    return { isAllowed: isAllowed === 1, remaining: Math.max(0, maxCount - count), resetAfterMs };
  };

  return {
    maxCount,
    windowMs,
    consume: (key) => run(CONSUME, key),
    peek: (key) => run(PEEK, key),
    async giveBack(key) {
      await scripts.run(GIVE_BACK, { keys: [toKey(key)] });
    },
  };
}
