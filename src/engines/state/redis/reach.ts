import { ConfigError } from '../../../core/errors.ts';
import type { UpstreamError } from '../../../core/errors.ts';
import { openRedis } from './connection.ts';
import type { RedisConnection, RedisOptions } from './connection.ts';

/** How to reach Redis for the first time. */
export interface ReachOptions extends RedisOptions {
  /** Host and port, to be shown. */
  readonly address: string;
  readonly withinMs?: number;
}

/** A process that cannot work ends within 5 s, its start included. */
const WITHIN_MS = 2000;
const LOOK_EVERY_MS = 20;

/**
 * Connects, and sees that scripts run. A process that has never reached the shared state knows neither what it may answer from nor
 * what others have answered, so that it must not start without: whoever runs it starts it again.
 *
 * @throws {ConfigError} nobody answers there in time, or it rejects the password or what is asked of it
 */
export async function reachRedis({
  address,
  withinMs = WITHIN_MS,
  ...options
}: ReachOptions): Promise<RedisConnection> {
  let failure: UpstreamError | undefined;
  const onFailure = (error: UpstreamError): void => {
    failure = error;
    options.onFailure?.(error);
  };
  const redis = openRedis({ ...options, onFailure });
  const isHopeless = (): boolean => failure?.kind === 'auth' || failure?.kind === 'bad_response';
  const lastAt = performance.now() + withinMs;
  while (!redis.isReady && !isHopeless() && performance.now() < lastAt) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  try {
    if (!redis.isReady) throw failure ?? new Error('Nobody answered.');
    await redis.run('return redis.call("PTTL", KEYS[1])', { keys: [redis.key('salt')], timeoutMs: withinMs });
    return redis;
  } catch (error) {
    await redis[Symbol.asyncDispose]();
    const problem = isHopeless() && failure !== undefined ? failure.message : toProblem(address, error);
    throw new ConfigError([{ where: 'REDIS_URL', problem }], { cause: error });
  }
}

function toProblem(address: string, error: unknown): string {
  return `names ${address}. ${error instanceof Error ? error.message : 'Nobody answers there.'}`;
}
