import { z } from 'zod';
import type { Clock } from '../../../core/ports.ts';
import type { RedisConnection } from './connection.ts';

/** A clock that all processes of one Redis share. */
export interface StoreClock extends Clock {
  /** Sets it anew. */
  sync(): Promise<void>;
}

const time = z.tuple([z.coerce.number(), z.coerce.number()]);

/**
 * Goes by the clock of Redis, so that processes agree on when a day ends and an answer is too old, whatever their machines
 * say. Between two looks it goes on by itself, and no jump of the machine's clock moves it.
 */
export function createStoreClock(redis: RedisConnection, clock: Clock): StoreClock {
  let offsetMs = clock.now() - performance.now();
  return {
    now: () => Math.floor(performance.now() + offsetMs),
    sleep: (ms, signal) => clock.sleep(ms, signal),
    async sync() {
      const askedAt = performance.now();
      const [seconds, micros] = time.parse(await redis.send(['TIME']));
      const tookMs = performance.now() - askedAt;
      offsetMs = seconds * 1000 + micros / 1000 - (askedAt + tookMs / 2);
    },
  };
}
