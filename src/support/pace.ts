import { setImmediate as yieldToOthers } from 'node:timers/promises';

/** Keeps long work from holding up everybody else. */
export interface Pace {
  /** Whether the work has gone on for long enough since others last ran. */
  isDue(): boolean;
  /** Lets others run. Rejects with the signal's reason when the work is given up. */
  rest(): Promise<void>;
}

/** About as long as nobody notices. */
const SLICE_MS = 15;

/** Starts work that rests every few milliseconds. */
export function createPace(signal: AbortSignal, now: () => number = () => performance.now()): Pace {
  let startedAt = now();
  return {
    isDue: () => now() - startedAt >= SLICE_MS,
    async rest() {
      await yieldToOthers();
      signal.throwIfAborted();
      startedAt = now();
    },
  };
}
