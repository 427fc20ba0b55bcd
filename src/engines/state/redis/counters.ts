import { z } from 'zod';
import type { CounterStore } from '../../../core/state-store.ts';
import { toTtl } from './context.ts';
import type { RedisContext } from './context.ts';

const ADD = `
local sum = redis.call('INCRBYFLOAT', KEYS[1], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return sum`;

/** Sums that expire. */
export function createRedisCounters({ redis, clock }: RedisContext): CounterStore {
  const toKey = (key: string): string => redis.key('sum', key);

  return {
    async add(key, amount, { expiresAt }) {
      const values = [amount, toTtl(expiresAt - clock.now())];
      return Number(z.string().parse(await redis.run(ADD, { keys: [toKey(key)], values })));
    },
    async read(key) {
      const found = await redis.send(['GET', toKey(key)]);
      return Number(z.string().nullable().parse(found) ?? 0);
    },
  };
}
