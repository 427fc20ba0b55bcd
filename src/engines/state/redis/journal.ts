import { z } from 'zod';
import type { JournalStore } from '../../../core/state-store.ts';
import { parseJournalEntry } from '../stored.ts';
import { toTtl } from './context.ts';
import type { RedisContext } from './context.ts';
import { withoutOwner, withOwner } from './owned.ts';

const PUT = `
if redis.call('EXISTS', KEYS[2]) == 0 then redis.call('RPUSH', KEYS[1], KEYS[2]) end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])`;

const REMOVE = `
redis.call('DEL', KEYS[2])
redis.call('LREM', KEYS[1], 0, KEYS[2])`;

/** What has expired is taken out of the list. */
const LIST = `
local found = {}
for _, entry in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do
  local body = redis.call('GET', entry)
  if body then found[#found + 1] = body else redis.call('LREM', KEYS[1], 0, entry) end
end
return found`;

/** Answers in flight, oldest first, each a key that expires when the platform no longer lets anybody finish it. */
export function createRedisJournal({ redis, clock }: RedisContext): JournalStore {
  const keysOf = (turnId: string): readonly string[] => [redis.key('journal'), redis.key('entry', turnId)];

  return {
    async put(entry) {
      const ttlMs = toTtl(entry.expiresAt - clock.now());
      await redis.run(PUT, { keys: keysOf(entry.turnId), values: [withOwner(entry, JSON.stringify(entry)), ttlMs] });
    },
    async remove(turnId) {
      await redis.run(REMOVE, { keys: keysOf(turnId) });
    },
    async list() {
      const found = await redis.run(LIST, { keys: [redis.key('journal')] });
      return z
        .array(z.string())
        .parse(found)
        .map((value) => parseJournalEntry(withoutOwner(value)));
    },
  };
}
