import { z } from 'zod';
import { KEPT_VERSIONS } from '../../../core/state-store.ts';
import type { VersionStore } from '../../../core/state-store.ts';
import { parseIndexVersion } from '../stored.ts';
import { BULK_TIMEOUT_MS } from './context.ts';
import type { RedisContext } from './context.ts';
import { toLockKey } from './locks.ts';

const ACTIVE = `
local number = redis.call('GET', KEYS[1])
return number and redis.call('HGET', KEYS[2], number)`;

/** Nothing changes unless the lock is held. Versions that were left by going back are given up once a new one follows. */
const ACTIVATE = `
if redis.call('GET', KEYS[3]) ~= ARGV[1] then return 0 end
local number, active = tonumber(ARGV[2]), tonumber(redis.call('GET', KEYS[1]) or 0)
local kept = {}
for _, field in ipairs(redis.call('HKEYS', KEYS[2])) do kept[#kept + 1] = tonumber(field) end
table.sort(kept)
if #kept > 0 and number > kept[#kept] then
  while #kept > 0 and kept[#kept] > active do redis.call('HDEL', KEYS[2], table.remove(kept)) end
end
if redis.call('HSETNX', KEYS[2], ARGV[2], ARGV[3]) == 1 then kept[#kept + 1] = number end
table.sort(kept)
while #kept > tonumber(ARGV[4]) do redis.call('HDEL', KEYS[2], table.remove(kept, 1)) end
redis.call('SET', KEYS[1], ARGV[2])
return 1`;

const body = z.string().nullable();

/** The kept versions of an index by number, and a key that holds the number of the active one. */
export function createRedisVersions({ redis }: RedisContext): VersionStore {
  const toActive = (indexName: string): string => redis.key('active', indexName);
  const toKept = (indexName: string): string => redis.key('versions', indexName);

  return {
    async active(indexName) {
      const keys = [toActive(indexName), toKept(indexName)];
      const found = body.parse(await redis.run(ACTIVE, { keys, timeoutMs: BULK_TIMEOUT_MS }));
      return found === null ? undefined : parseIndexVersion(found);
    },
    async activeNumber(indexName) {
      return Number(body.parse(await redis.send(['GET', toActive(indexName)])) ?? 0);
    },
    async history(indexName) {
      const found = await redis.send(['HVALS', toKept(indexName)], { timeoutMs: BULK_TIMEOUT_MS });
      const versions = z.array(z.string()).parse(found).map(parseIndexVersion);
      return versions.toSorted((one, other) => other.number - one.number);
    },
    async activate(indexName, version, lock) {
      const keys = [toActive(indexName), toKept(indexName), toLockKey({ redis }, lock.name)];
      const values = [lock.fence, version.number, JSON.stringify(version), KEPT_VERSIONS];
      return (await redis.run(ACTIVATE, { keys, values, timeoutMs: BULK_TIMEOUT_MS })) === 1;
    },
  };
}
