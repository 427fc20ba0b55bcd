import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { ConversationStore } from '../../../core/state-store.ts';
import { parseStoredTurn } from '../stored.ts';
import { toTtl } from './context.ts';
import type { RedisContext } from './context.ts';
import { FILING, toOpaque, toOwnerKeys, withoutOwner, withOwner } from './owned.ts';

/** A turn that has expired is `null` among the others. */
const bodies = z.array(z.string().nullable());

/** A conversation is a list of turn keys, each of which Redis forgets by itself; then it is taken off the front. */
const APPEND = `${FILING}
local ttl = tonumber(ARGV[2])
redis.call('SET', KEYS[2], ARGV[1], 'PX', ttl)
local oldest = redis.call('LINDEX', KEYS[1], 0)
if oldest and redis.call('EXISTS', oldest) == 0 then redis.call('LPOP', KEYS[1]) end
redis.call('RPUSH', KEYS[1], KEYS[2])
if redis.call('PTTL', KEYS[1]) < ttl then redis.call('PEXPIRE', KEYS[1], ttl) end
file(KEYS[1], ttl, 3)`;

const READ = `
local turns = redis.call('LRANGE', KEYS[1], -tonumber(ARGV[1]), -1)
if #turns == 0 then return {} end
return redis.call('MGET', unpack(turns))`;

/** Each turn is a key of its own, so that Redis itself forgets it in time. A look back is one script of two commands. */
export function createRedisConversations({ redis }: RedisContext): ConversationStore {
  const toTalk = (conversation: string): string => redis.key('talk', toOpaque(conversation));

  return {
    async read(key, { maxTurns }) {
      const reply = await redis.run(READ, { keys: [toTalk(key)], values: [maxTurns] });
      return bodies.parse(reply).flatMap((body) => (body === null ? [] : parseStoredTurn(withoutOwner(body))));
    },
    async append(key, origin, turn, { ttlMs }) {
      const keys = [toTalk(key), redis.key('turn', randomUUID()), ...toOwnerKeys(redis, origin)];
      await redis.run(APPEND, { keys, values: [withOwner(origin, JSON.stringify(turn)), toTtl(ttlMs)] });
    },
  };
}
