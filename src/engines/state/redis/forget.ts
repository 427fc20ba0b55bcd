import { z } from 'zod';
import type { StateStore } from '../../../core/state-store.ts';
import { BULK_TIMEOUT_MS } from './context.ts';
import type { RedisContext } from './context.ts';
import { OWNERSHIP, toOwnerKey } from './owned.ts';

/** A key may have gone to somebody else since it was filed, so that each is asked whose it is. */
const FORGET = `${OWNERSHIP}
local counts = {0, 0, 0}
local function delete(key, at, list)
  if not isTheirs(redis.call('GET', key), ARGV[1], ARGV[2]) then return end
  counts[at] = counts[at] + redis.call('DEL', key)
  if list then redis.call('LREM', list, 0, key) end
end
for _, key in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if redis.call('TYPE', key).ok == 'list' then
    for _, turn in ipairs(redis.call('LRANGE', key, 0, -1)) do delete(turn, 1, key) end
  else
    delete(key, 2)
  end
end
for _, entry in ipairs(redis.call('LRANGE', KEYS[2], 0, -1)) do delete(entry, 3, KEYS[2]) end
redis.call('DEL', KEYS[1])
return counts`;

const counts = z.tuple([z.number(), z.number(), z.number()]);

/** Deletes in one step. */
export function createRedisForget({ redis }: RedisContext): StateStore['forget'] {
  return async (whose) => {
    const [kind, name] = 'user' in whose ? ['user', whose.user] : ['tenant', whose.tenant];
    const keys = [toOwnerKey(redis, name), redis.key('journal')];
    const reply = await redis.run(FORGET, { keys, values: [kind, name], timeoutMs: BULK_TIMEOUT_MS });
    const [turns, answers, replies] = counts.parse(reply);
    return { turns, answers, replies };
  };
}
