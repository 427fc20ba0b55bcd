import type { Clock } from '../../src/core/ports.ts';
import { systemClock } from '../../src/support/clock.ts';

/** A clock that runs so many times faster than the real one, for long waits between requests that are made for real. */
export function createFastClock({ speed }: { readonly speed: number }): Clock {
  const startAt = systemClock.now();
  return {
    now: () => startAt + (systemClock.now() - startAt) * speed,
    sleep: (ms, signal) => systemClock.sleep(Math.ceil(Math.max(0, ms) / speed), signal),
  };
}
