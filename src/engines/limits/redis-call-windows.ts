import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { CallLimit, CallWindow, CallWindows } from '../../core/call-windows.ts';
import type { ScriptRunner } from '../../support/script-runner.ts';

const HOLD_MS = 60_000;
/** When calls on their way are all that stands in the way, nobody knows when they are over. */
const LOOK_AGAIN_MS = 250;
/** How long what a platform told of a bucket is remembered after its last call. */
const REMEMBER_MS = 600_000;

/**
 * A bucket is one value: `open` calls by ticket with the time after which they are forgotten, the times of `settled` calls
 * of a sliding window, and for the fixed window that ends at `resetAt` how many calls were `made` here and how many the
 * platform has `seen`. Times are ms by the clock of Redis.
 */
const BUCKET = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local known = redis.call('GET', KEYS[1])
local b = known and cjson.decode(known)
  or { open = {}, settled = {}, made = 0, seen = 0, resetAt = 0, isSeen = false, pausedUntil = 0, isLearned = false }
local function limit(max, window, kind)
  if not b.isLearned then b.max, b.window, b.kind = tonumber(max), tonumber(window), kind end
end
local openCount = 0
local function pass()
  openCount = 0
  for ticket, forgetAt in pairs(b.open) do
    if forgetAt <= now then b.open[ticket] = nil else openCount = openCount + 1 end
  end
  local settled = {}
  for _, at in ipairs(b.settled) do if at > now - b.window then settled[#settled + 1] = at end end
  b.settled = settled
  if now >= b.resetAt then b.made, b.seen, b.resetAt, b.isSeen = 0, 0, 0, false end
end
local function save()
  local last = math.max(now, b.resetAt, b.pausedUntil, (b.settled[#b.settled] or 0) + b.window)
  for _, forgetAt in pairs(b.open) do last = math.max(last, forgetAt) end
  redis.call('SET', KEYS[1], cjson.encode(b), 'PX', math.ceil(last - now) + ${REMEMBER_MS})
end
local function window(ticket)
  local isSliding = b.kind == 'sliding'
  local pausedMs = math.max(0, b.pausedUntil - now)
  local settledCount = isSliding and #b.settled or math.max(b.made, b.seen)
  local remaining = pausedMs > 0 and 0 or math.max(0, b.max - settledCount - openCount)
  local moreAt = isSliding and (b.settled[1] or -b.window) + b.window or b.resetAt
  local openMs = openCount > 0 and ${LOOK_AGAIN_MS} or 0
  local moreMs = math.max(pausedMs, settledCount > 0 and moreAt - now or openMs)
  return {b.max, math.ceil(b.window), remaining, math.ceil(moreMs), ticket}
end
`;

const TAKE = `${BUCKET}
limit(ARGV[1], ARGV[2], ARGV[3])
pass()
if window(0)[3] <= tonumber(ARGV[4]) then return window(0) end
b.open[ARGV[6]] = now + tonumber(ARGV[5])
openCount = openCount + 1
save()
return window(1)`;

const PEEK = `${BUCKET}
limit(ARGV[1], ARGV[2], ARGV[3])
pass()
return window(0)`;

const SETTLE = `${BUCKET}
if not known or not b.open[ARGV[1]] then return end
b.open[ARGV[1]] = nil
pass()
if b.kind == 'sliding' then
  b.settled[#b.settled + 1] = now
else
  b.made = b.made + 1
  if b.resetAt == 0 then b.resetAt = now + b.window end
end
save()`;

const GIVE_BACK = `${BUCKET}
if not known or not b.open[ARGV[1]] then return end
b.open[ARGV[1]] = nil
pass()
save()`;

/**
 * Answers come late and out of order. One that speaks of the window that is known can only add calls of others; one
 * whose window ends much later speaks of the next one, and one whose window ends much earlier of the last.
 */
const LEARN = `${BUCKET}
local max, remaining, resetMs = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
limit(max, resetMs, 'fixed')
pass()
local resetAt, seen = now + resetMs, max - remaining
b.window = remaining >= max - 1 and resetMs or math.max(b.window, resetMs)
b.max, b.kind, b.isLearned = max, 'fixed', true
if b.isSeen and math.abs(resetAt - b.resetAt) <= b.window / 2 then
  b.seen, b.resetAt = math.max(b.seen, seen), math.max(b.resetAt, resetAt)
elseif not b.isSeen then
  b.seen, b.resetAt, b.isSeen = seen, resetAt, true
elseif resetAt > b.resetAt then
  b.made, b.seen, b.resetAt = 0, seen, resetAt
end
b.made = math.max(b.made, b.seen - openCount)
save()`;

const PAUSE = `${BUCKET}
if not known then limit(1, ARGV[1], 'fixed') end
pass()
b.pausedUntil = math.max(b.pausedUntil, now + tonumber(ARGV[1]))
save()`;

const counted = z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()]);

/**
 * Counts the calls of all processes that share one Redis. Each method is one script of two or three commands.
 *
 * @throws {UpstreamError} service `redis`, from every method
 */
export function createRedisCallWindows({ scripts }: { readonly scripts: ScriptRunner }): CallWindows {
  // A bucket's name may hold what lets others write there.
  const toKeys = (key: string): readonly string[] => [
    scripts.key('calls', createHash('sha256').update(key).digest('base64url')),
  ];
  const run = async (lua: string, key: string, ...values: readonly (string | number)[]) =>
    scripts.run(lua, { keys: toKeys(key), values });
  const ask = async (lua: string, key: string, limit: CallLimit, ...values: readonly (string | number)[]) => {
    const reply = await run(lua, key, limit.maxCount, limit.windowMs, limit.kind, ...values);
    const [maxCount, windowMs, remaining, moreAfterMs, taken] = counted.parse(reply);
    const window: CallWindow = { maxCount, windowMs, remaining, moreAfterMs };
    return { window, isTaken: taken === 1 };
  };

  return {
    async take(key, limit, { keep = 0, holdMs = HOLD_MS } = {}) {
      const ticket = randomUUID();
      const { window, isTaken } = await ask(TAKE, key, limit, keep, holdMs, ticket);
      return isTaken ? { ...window, ticket } : window;
    },
    async settle(key, ticket) {
      await run(SETTLE, key, ticket);
    },
    async giveBack(key, ticket) {
      await run(GIVE_BACK, key, ticket);
    },
    async learn(key, { maxCount, remaining, resetAfterMs }) {
      await run(LEARN, key, maxCount, remaining, resetAfterMs);
    },
    async pause(key, forMs) {
      await run(PAUSE, key, forMs);
    },
    peek: async (key, limit) => (await ask(PEEK, key, limit)).window,
  };
}
