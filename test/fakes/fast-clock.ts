import type { Clock } from '../../src/core/ports.ts';
import { systemClock } from '../../src/support/clock.ts';

/** Time that this process did not get is no time: a machine that is busy must not let deadlines pass in which nothing could be done. */
const MAX_STEP_MS = 20;

/**
 * A clock that runs so many times faster than the real one, for long waits between requests that are made for real. It stands
 * still while the process is held up, and while nobody looks at it.
 */
export function createFastClock({ speed }: { readonly speed: number }): Clock {
  let nowMs = systemClock.now();
  let lookedAt = performance.now();
  const look = (): number => {
    const at = performance.now();
    nowMs += Math.min(at - lookedAt, MAX_STEP_MS) * speed;
    lookedAt = at;
    return Math.floor(nowMs);
  };

  return {
    now: look,
    async sleep(ms, signal) {
      const wakeAt = look() + Math.max(0, ms);
      for (let leftMs = Math.max(0, ms); ; leftMs = wakeAt - look()) {
        await systemClock.sleep(Math.min(Math.ceil(Math.max(0, leftMs) / speed), MAX_STEP_MS), signal);
        if (look() >= wakeAt) return;
      }
    },
  };
}
