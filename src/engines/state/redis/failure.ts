import { ClientClosedError, DisconnectsClientError, ErrorReply } from '@redis/client';
import { UpstreamError } from '../../../core/errors.ts';
import type { UpstreamKind } from '../../../core/errors.ts';

/** No reply came in time. */
export class RedisTimeoutError extends Error {
  override readonly name = 'RedisTimeoutError';
}

/** First words of the replies by which Redis, or a service that speaks like it, rejects a user or a password. */
const REJECTIONS = ['WRONGPASS', 'NOAUTH', 'NOPERM', 'ERR invalid password', 'ERR AUTH', 'ERR Client sent AUTH'];
/** And of those that pass by themselves. */
const PASSING = ['LOADING', 'BUSY', 'READONLY', 'MASTERDOWN', 'CLUSTERDOWN', 'TRYAGAIN', 'MISCONF', 'OOM', 'ERR max'];

/** Says in the program's own words how a command failed. The reply itself may quote a key, and so a person's id. */
export function toRedisError(error: unknown): UpstreamError {
  if (error instanceof UpstreamError) return error;
  const kind = toKind(error);
  return new UpstreamError({ service: 'redis', kind, message: toMessage(error, kind), cause: error });
}

function toKind(error: unknown): UpstreamKind {
  if (error instanceof RedisTimeoutError) return 'timeout';
  if (!(error instanceof ErrorReply)) return 'unavailable';
  const startsWith = (words: string): boolean => error.message.startsWith(words);
  if (REJECTIONS.some(startsWith)) return 'auth';
  return PASSING.some(startsWith) ? 'unavailable' : 'bad_response';
}

function toMessage(error: unknown, kind: UpstreamKind): string {
  if (error instanceof ClientClosedError || error instanceof DisconnectsClientError) {
    return 'The connection to Redis is closed.';
  }
  if (kind === 'timeout') return 'Redis did not reply in time. See that it runs and is near.';
  if (kind === 'auth')
    return 'Redis rejects the user or the password, or this user may not do that. Set REDIS_URL anew.';
  return kind === 'bad_response'
    ? `Redis refused a command (${toCode(error)}). Redis 5 or later, with Lua scripts, is needed.`
    : `Redis cannot be used now (${toCode(error)}). See that it runs and can be reached.`;
}

/** The first word of a reply, or the code of a connection error. */
function toCode(error: unknown): string {
  if (error instanceof ErrorReply) return error.message.split(' ', 1)[0] ?? 'error';
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.constructor.name : 'error';
}
