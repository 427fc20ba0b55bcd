import { join } from 'node:path';
import type { Config } from './config/config.ts';
import type { RedisConfig } from './config/redis-url.ts';
import type { CallWindows } from './core/call-windows.ts';
import { UpstreamError } from './core/errors.ts';
import type { Limiters } from './core/limits/admission.ts';
import type { Clock, Logger, RateLimiter } from './core/ports.ts';
import type { StateStore } from './core/state-store.ts';
import { createMemoryCallWindows } from './engines/limits/memory-call-windows.ts';
import { createMemoryLimiter } from './engines/limits/memory.ts';
import { createRedisCallWindows } from './engines/limits/redis-call-windows.ts';
import { createRedisLimiter } from './engines/limits/redis.ts';
import { createCallWindowsWithFallback, createLimiterWithFallback } from './engines/limits/with-fallback.ts';
import type { SharedLimits } from './engines/limits/with-fallback.ts';
import { createRedisState } from './engines/state/redis.ts';
import type { RedisConnection } from './engines/state/redis/connection.ts';
import { toLossError } from './engines/state/fallback/context.ts';
import { createRedisMembers } from './engines/state/redis/members.ts';
import { reachRedis } from './engines/state/redis/reach.ts';
import { createStoreClock } from './engines/state/redis/store-clock.ts';
import { createSqliteState } from './engines/state/sqlite.ts';
import { createStateWithFallback } from './engines/state/with-fallback.ts';
import { createAvailability } from './support/availability.ts';

/** Where everything is kept and counted: in this process and its state file, or shared with others. */
export interface Stores {
  readonly state: StateStore;
  readonly limits: { readonly limiters: Limiters; readonly callWindows: CallWindows };
  /** The time that the stores go by. */
  readonly clock: Clock;
  /** Takes this process among those that answer people together. */
  readonly join: () => Promise<void>;
}

/** What the stores are made from. */
export interface StoreOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Opens the embedded stores or, where `REDIS_URL` is set, the shared ones with the embedded ones behind them.
 *
 * @throws {ConfigError} the state file cannot be used, Redis cannot be reached or rejects the password
 */
export async function openStores(options: StoreOptions): Promise<Stores> {
  const { config } = options;
  return config.redis === undefined ? openLocal(options) : openShared(options, config.redis);
}

function openLocal({ config, clock }: StoreOptions): Stores {
  return {
    state: openFile(config, clock),
    limits: {
      limiters: createLimiters(config, (_name, limit) => createMemoryLimiter(limit)),
      callWindows: createMemoryCallWindows({ clock }),
    },
    clock,
    join: async () => undefined,
  };
}

async function openShared({ config, clock: ownClock, logger }: StoreOptions, target: RedisConfig): Promise<Stores> {
  let onFailure = (err: unknown): void => logger.debug({ event: 'redis.failed', err });
  const redis = await reachRedis({ ...target, onFailure: (err) => onFailure(err) });
  const clock = createStoreClock(redis, ownClock);
  await clock.sync();
  const members = createRedisMembers(redis, () => availability.report(toLossError()));
  const availability = createAvailability({
    probe: () => clock.sync(),
    isOutage: (error) => error instanceof UpstreamError && error.service === 'redis' && error.kind !== 'bad_response',
    onChange: (isUp, err) => tellChange(logger, isUp, err),
  });
  onFailure = (err) => availability.report(err);
  // Who waits for the next beat instead takes a Redis that came back empty for one that was emptied once more.
  availability.onReturn(() => members.renew());
  const state = createStateWithFallback({
    shared: createSharedState(redis, clock),
    local: openFile(config, clock),
    availability,
    members,
  });
  return {
    state: {
      ...state,
      async [Symbol.asyncDispose]() {
        await members[Symbol.asyncDispose]();
        await state[Symbol.asyncDispose]();
      },
    },
    limits: createSharedLimits(config, {
      redis,
      clock,
      shared: { availability, memberCount: () => members.all().length },
    }),
    clock,
    join: () => members.join(),
  };
}

function createSharedLimits(
  config: Config,
  { redis, clock, shared }: { readonly redis: RedisConnection; readonly clock: Clock; readonly shared: SharedLimits },
): Stores['limits'] {
  return {
    limiters: createLimiters(config, (name, limit) =>
      createLimiterWithFallback(createRedisLimiter({ ...limit, name, scripts: redis }), createMemoryLimiter, shared),
    ),
    callWindows: createCallWindowsWithFallback(
      createRedisCallWindows({ scripts: redis }),
      createMemoryCallWindows({ clock }),
      shared,
    ),
  };
}

/** Each look at it also sets the clock. */
function createSharedState(redis: RedisConnection, clock: Clock & { sync(): Promise<void> }): StateStore {
  return { ...createRedisState({ redis, clock }), ping: () => clock.sync() };
}

function tellChange(logger: Logger, isUp: boolean, err: unknown): void {
  if (isUp) logger.info({ event: 'redis.returned' }, 'Redis is back: limits and state are shared again');
  else logger.error({ event: 'redis.lost', err }, 'Redis is away: this process goes on with its share of the limits');
}

function openFile({ stateDir }: Config, clock: Clock): StateStore {
  return createSqliteState({ path: join(stateDir, 'state.sqlite'), clock });
}

function createLimiters(
  { rateLimit, placeRateLimit, globalRateLimit }: Config,
  create: (name: string, limit: { readonly maxCount: number; readonly windowMs: number }) => RateLimiter,
): Limiters {
  return {
    perUser: create('user', rateLimit),
    perPlace: create('place', placeRateLimit),
    global: create('global', globalRateLimit),
  };
}
