import { z } from 'zod';
import type { LockStore, LockToken } from '../../../core/state-store.ts';
import { toTtl } from './context.ts';
import type { RedisContext } from './context.ts';

/** A Redis that lost everything goes on with numbers that are greater than any it gave: it starts at the time. */
const ACQUIRE = `
if redis.call('EXISTS', KEYS[1]) == 1 then return false end
redis.call('SETNX', KEYS[2], redis.call('TIME')[1])
local fence = redis.call('INCR', KEYS[2])
redis.call('SET', KEYS[1], fence, 'PX', ARGV[1])
return fence`;

const RENEW = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])`;

const RELEASE = `if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end`;

/** A lock is a key that expires; its number is kept beside it, so that it only grows. */
export function createRedisLocks({ redis }: RedisContext): LockStore {
  return {
    async acquire(name, { ttlMs }) {
      const keys = [toLockKey({ redis }, name), redis.key('fence', name)];
      const fence = z
        .number()
        .nullable()
        .parse(await redis.run(ACQUIRE, { keys, values: [toTtl(ttlMs)] }));
      return fence === null ? undefined : { name, fence };
    },
    async renew({ name, fence }, { ttlMs }) {
      return (await redis.run(RENEW, { keys: [toLockKey({ redis }, name)], values: [fence, toTtl(ttlMs)] })) === 1;
    },
    async release({ name, fence }: LockToken) {
      await redis.run(RELEASE, { keys: [toLockKey({ redis }, name)], values: [fence] });
    },
  };
}

/** The key that holds the number of a lock's holder, and is there only while it is held. */
export function toLockKey({ redis }: Pick<RedisContext, 'redis'>, name: string): string {
  return redis.key('lock', name);
}
