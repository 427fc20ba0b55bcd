import type { Clock } from '../../src/core/ports.ts';
import { systemClock } from '../../src/support/clock.ts';
import { createFakeClock } from './clock.ts';

/** The machine's clock, until it is held: from then on nobody who sleeps on it wakes before a test says so. */
export interface HeldClock extends Clock {
  hold(): void;
  /** How many sleep since it is held. */
  readonly sleeperCount: number;
  /** Lets those wake who have slept for `ms` in all since it was held. */
  advance(ms: number): Promise<void>;
}

/** Makes one that is not held yet. */
export function createHeldClock(): HeldClock {
  const held = createFakeClock();
  let isHeld = false;
  return {
    now: () => systemClock.now(),
    sleep: (ms, signal) => (isHeld ? held : systemClock).sleep(ms, signal),
    hold: () => void (isHeld = true),
    get sleeperCount() {
      return held.sleeperCount;
    },
    advance: (ms) => held.advance(ms),
  };
}
