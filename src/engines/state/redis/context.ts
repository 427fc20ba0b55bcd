import type { Clock } from '../../../core/ports.ts';
import type { RedisConnection } from './connection.ts';

/** What every facet of the store works with. */
export interface RedisContext {
  readonly redis: RedisConnection;
  /** Turns a point in time of this process into a time to live: how long things are kept is counted by Redis. */
  readonly clock: Clock;
}

/** Lists are sent in parts of so many, so that no command holds up Redis, or is too long for a service, for long. */
export const BATCH_SIZE = 100;
/** For commands that carry much. */
export const BULK_TIMEOUT_MS = 5000;

/** Parts of at most `size`, in order. */
export function toParts<T>(all: readonly T[], size: number = BATCH_SIZE): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));
}

/** Whole ms, at least 1: Redis refuses a time to live of nothing. */
export function toTtl(ms: number): number {
  return Math.max(1, Math.ceil(ms));
}
