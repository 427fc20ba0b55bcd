import { createHash } from 'node:crypto';
import type { Origin } from '../../../core/turn.ts';
import type { RedisConnection } from './connection.ts';

/** Everybody's list: what must be found again whoever it belongs to. */
export const EVERYBODY = 'everybody';

/** Longer than anything is kept, so that a list outlives what it names. */
const LIST_TTL_MS = 25 * 60 * 60 * 1000;

/**
 * Begins a script that files keys: each owner has a sorted set of the keys that hold something of theirs, by the time (of
 * Redis) at which they expire. Names of keys that have expired go with the next filing.
 */
export const FILING = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function file(key, ttl, firstOwner)
  for at = firstOwner, #KEYS do
    redis.call('ZREMRANGEBYSCORE', KEYS[at], '-inf', now)
    redis.call('ZADD', KEYS[at], now + ttl, key)
    redis.call('PEXPIRE', KEYS[at], math.max(ttl, ${LIST_TTL_MS}))
  end
end
`;

/** Begins a script that asks whose a value is. */
export const OWNERSHIP = `
local function isTheirs(value, kind, name)
  if not value then return false end
  local user, tenant = string.match(value, '^([^\\n]*)\\n([^\\n]*)\\n')
  if kind == 'user' then return user == name end
  return tenant == name
end
`;

/** The lists in which something of this origin is filed. */
export function toOwnerKeys(redis: RedisConnection, { user, tenant }: Origin): readonly string[] {
  return [toOwnerKey(redis, user), ...(tenant === undefined ? [] : [toOwnerKey(redis, tenant)])];
}

/** The list of one person, workspace or server. */
export function toOwnerKey(redis: RedisConnection, owner: string): string {
  return redis.key('owner', toOpaque(owner));
}

/** A name for a key that shows nobody's id to whoever lists keys. */
export function toOpaque(name: string): string {
  return createHash('sha256').update(name).digest('base64url').slice(0, 22);
}

/** Puts in front of a body whose it is. */
export function withOwner(
  { user, tenant = '' }: { readonly user: string; readonly tenant?: string | undefined },
  body: string,
): string {
  return `${user}\n${tenant}\n${body}`;
}

/** The body without its owners. */
export function withoutOwner(value: string): string {
  return value.slice(value.indexOf('\n', value.indexOf('\n') + 1) + 1);
}
