import type { Clock } from '../../src/core/ports.ts';

/** A clock that stands still until a test moves it. */
export interface FakeClock extends Clock {
  /** How many sleeps are waiting now. */
  readonly sleeperCount: number;
  /**
   * Moves time on by `ms`, waking every sleeper on its way at its own time, in order. Sleeps that begin meanwhile
   * are woken too when they end in time. Resolves when what was woken has had its turn.
   */
  advance(ms: number): Promise<void>;
}

interface Sleeper {
  readonly wakeAt: number;
  wake(): void;
}

/** Makes a clock that starts at `startAt` (epoch ms; by default some day in 2026, so that sums with it look real). */
export function createFakeClock({
  startAt = Date.UTC(2026, 0, 15, 12),
}: { readonly startAt?: number } = {}): FakeClock {
  const sleepers = new Set<Sleeper>();
  let nowMs = startAt;

  const nextBefore = (endAt: number): Sleeper | undefined =>
    [...sleepers].filter(({ wakeAt }) => wakeAt <= endAt).toSorted((a, b) => a.wakeAt - b.wakeAt)[0];

  return {
    get sleeperCount() {
      return sleepers.size;
    },
    now: () => nowMs,
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const sleeper = {
          wakeAt: nowMs + Math.max(0, ms),
          wake() {
            sleepers.delete(sleeper);
            signal.removeEventListener('abort', giveUp);
            resolve();
          },
        };
        const giveUp = (): void => {
          sleepers.delete(sleeper);
          reject(signal.reason);
        };
        sleepers.add(sleeper);
        signal.addEventListener('abort', giveUp, { once: true });
      });
    },
    async advance(ms) {
      const endAt = nowMs + ms;
      await settle();
      for (let sleeper = nextBefore(endAt); sleeper !== undefined; sleeper = nextBefore(endAt)) {
        nowMs = Math.max(nowMs, sleeper.wakeAt);
        sleeper.wake();
        await settle();
      }
      nowMs = endAt;
    },
  };
}

/** Lets everything run that waits for promises only. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
