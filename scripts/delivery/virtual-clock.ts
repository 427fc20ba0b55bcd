import { setMaxListeners } from 'node:events';
import type { Clock } from '../../src/core/ports.ts';

/** Time that passes only when nothing is left to do at its moment. */
export interface VirtualClock extends Clock {
  /** Runs until `work` is over; gives what it gives. @throws {Error} everything waits and no time is asked for */
  run<T>(work: Promise<T>): Promise<T>;
}

interface Sleeper {
  readonly wakeAt: number;
  readonly wake: () => void;
}

/** Makes a clock that starts at 0. */
export function createVirtualClock(): VirtualClock {
  const sleepers = new Set<Sleeper>();
  let nowMs = 0;

  const wakeNext = (): boolean => {
    let next: Sleeper | undefined;
    for (const sleeper of sleepers) if (next === undefined || sleeper.wakeAt < next.wakeAt) next = sleeper;
    if (next === undefined) return false;
    sleepers.delete(next);
    nowMs = Math.max(nowMs, next.wakeAt);
    next.wake();
    return true;
  };

  return {
    now: () => nowMs,
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const giveUp = (): void => {
          sleepers.delete(sleeper);
          reject(signal.reason);
        };
        const sleeper: Sleeper = {
          wakeAt: nowMs + Math.max(0, ms),
          wake() {
            signal.removeEventListener('abort', giveUp);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal.addEventListener('abort', giveUp, { once: true });
      });
    },
    async run(work) {
      const state = { isOver: false };
      const over = work.finally(() => (state.isOver = true));
      over.catch(() => undefined);
      await settle();
      while (!state.isOver) {
        if (!wakeNext()) throw new Error('Everything waits, and nothing for the time.');
        await settle();
      }
      return over;
    },
  };
}

/** Lets everything run that waits for promises only. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A signal that never aborts. */
export const forever: AbortSignal = new AbortController().signal;
// Every sleeper listens to it, and there are many.
setMaxListeners(0, forever);
