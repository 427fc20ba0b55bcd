import type { ClaimStore } from '../../../core/state-store.ts';
import { toTtl } from './context.ts';
import type { RedisContext } from './context.ts';

/** One command a claim. */
export function createRedisClaims({ redis }: RedisContext): ClaimStore {
  return {
    async claim(id, { ttlMs }) {
      return (await redis.send(['SET', redis.key('claim', id), 1, 'NX', 'PX', toTtl(ttlMs)])) === 'OK';
    },
  };
}
