import { z } from 'zod';
import type { Chunk, ChunkId } from '../../../core/profile/chunk.ts';
import type { ChunkStore } from '../../../core/state-store.ts';
import { parseChunk } from '../stored.ts';
import { BATCH_SIZE, BULK_TIMEOUT_MS, toParts } from './context.ts';
import type { RedisContext } from './context.ts';

/** A Redis that lost everything goes on with revisions that nobody has seen: they start at the time. */
const GROW = `
local function grow()
  redis.call('SETNX', KEYS[2], redis.call('TIME')[1])
  redis.call('INCR', KEYS[2])
end
`;

/** Only what is new or has changed is written, and only then does the revision grow. */
const PUT = `${GROW}
local ids, changes = {}, {}
for at = 1, #ARGV, 2 do ids[#ids + 1] = ARGV[at] end
for at, known in ipairs(redis.call('HMGET', KEYS[1], unpack(ids))) do
  if known ~= ARGV[at * 2] then
    changes[#changes + 1] = ids[at]
    changes[#changes + 1] = ARGV[at * 2]
  end
end
if #changes == 0 then return end
redis.call('HSET', KEYS[1], unpack(changes))
grow()`;

const DELETE = `${GROW}
if redis.call('HDEL', KEYS[1], unpack(ARGV)) > 0 then grow() end`;

const scanned = z.tuple([z.string(), z.array(z.string())]);

/** All chunks in one hash by id, and a number that grows with every change. */
export function createRedisChunks({ redis }: RedisContext): ChunkStore {
  const hash = redis.key('chunks');
  const keys = [hash, redis.key('revision')];
  const bulk = { keys, timeoutMs: BULK_TIMEOUT_MS };

  return {
    async list() {
      const found = new Map<ChunkId, Chunk>();
      let cursor = '0';
      do {
        const command = ['HSCAN', hash, cursor, 'COUNT', BATCH_SIZE];
        const [next, pairs] = scanned.parse(await redis.send(command, { timeoutMs: BULK_TIMEOUT_MS }));
        // A scan may bring the same one twice.
        for (const [at, body] of pairs.entries()) {
          if (at % 2 === 0) continue;
          const chunk = parseChunk(body);
          found.set(chunk.id, chunk);
        }
        cursor = next;
      } while (cursor !== '0');
      return [...found.values()];
    },
    async put(chunks) {
      for (const part of toParts(chunks)) {
        await redis.run(PUT, { ...bulk, values: part.flatMap((chunk) => [chunk.id, JSON.stringify(chunk)]) });
      }
    },
    async delete(ids) {
      for (const part of toParts(ids)) await redis.run(DELETE, { ...bulk, values: part });
    },
    async revision() {
      const found = await redis.send(['GET', redis.key('revision')]);
      return Number(z.string().nullable().parse(found) ?? 0);
    },
  };
}
