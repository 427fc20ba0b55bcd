import { z } from 'zod';
import type { AnswerStore } from '../../../core/state-store.ts';
import { parseJson } from '../stored.ts';
import { toTtl } from './context.ts';
import type { RedisContext } from './context.ts';
import { EVERYBODY, FILING, toOwnerKey, toOwnerKeys, withoutOwner, withOwner } from './owned.ts';

const WRITE = `${FILING}
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
file(KEYS[1], tonumber(ARGV[2]), 2)`;

/** Deletes some, and says how many of them were there still, and how many are left. */
const CLEAR = `
local answers = redis.call('ZRANGE', KEYS[1], 0, 499)
if #answers == 0 then return {0, 0} end
redis.call('ZREM', KEYS[1], unpack(answers))
return {redis.call('DEL', unpack(answers)), redis.call('ZCARD', KEYS[1])}`;

const cleared = z.tuple([z.number(), z.number()]);

/** Looking an answer up is one command. */
export function createRedisAnswers({ redis }: RedisContext): AnswerStore {
  const all = toOwnerKey(redis, EVERYBODY);
  const toKey = (key: string): string => redis.key('answer', key);

  return {
    async read(key) {
      const value = z
        .string()
        .nullable()
        .parse(await redis.send(['GET', toKey(key)]));
      return value === null ? undefined : parseJson(withoutOwner(value));
    },
    async write(key, answer, { ttlMs, origin }) {
      const keys = [toKey(key), all, ...toOwnerKeys(redis, origin)];
      await redis.run(WRITE, { keys, values: [withOwner(origin, JSON.stringify(answer)), toTtl(ttlMs)] });
    },
    async clear() {
      let count = 0;
      for (;;) {
        const [gone, left] = cleared.parse(await redis.run(CLEAR, { keys: [all] }));
        count += gone;
        if (left === 0) return count;
      }
    },
  };
}
