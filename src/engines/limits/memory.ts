import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { LimitState, RateLimiter } from '../../core/ports.ts';

/** How much is allowed. */
export interface MemoryLimiterOptions {
  /** Consumptions per window and key, at least 1. */
  readonly maxCount: number;
  /** Length of a window; it begins with a key's first consumption. */
  readonly windowMs: number;
}

/**
 * Counts in this process only, by fixed windows; a restart forgives everything. A refused `consume` takes nothing,
 * so that whoever keeps trying is let in again when the window ends.
 */
export function createMemoryLimiter({ maxCount, windowMs }: MemoryLimiterOptions): RateLimiter {
  const limiter = new RateLimiterMemory({ points: maxCount, duration: windowMs / 1000 });

  const current = async (key: string): Promise<RateLimiterRes | undefined> => {
    const found = await limiter.get(key);
    // The storage deletes by timer, so a window that is over can still be there for a moment.
    return found !== null && found.msBeforeNext > 0 ? found : undefined;
  };

  const putBack = async (key: string): Promise<void> => {
    // Rewarding a key whose window is over would start the next one with credit.
    const state = await current(key);
    if (state !== undefined && state.consumedPoints > 0) await limiter.reward(key);
  };

  return {
    maxCount,
    windowMs,
    async consume(key) {
      try {
        return { ...toLimitState(maxCount, await limiter.consume(key)), isAllowed: true };
      } catch (error) {
        // A refusal is thrown as a `RateLimiterRes`, which is no Error.
        if (!(error instanceof RateLimiterRes)) throw error;
        await putBack(key);
        return { isAllowed: false, remaining: 0, resetAfterMs: error.msBeforeNext };
      }
    },
    giveBack: putBack,
    async peek(key) {
      return toLimitState(maxCount, await current(key));
    },
  };
}

function toLimitState(maxCount: number, state: RateLimiterRes | undefined): LimitState {
  if (state === undefined) return { isAllowed: true, remaining: maxCount, resetAfterMs: 0 };
  const remaining = Math.max(0, maxCount - state.consumedPoints);
  return { isAllowed: remaining > 0, remaining, resetAfterMs: state.msBeforeNext };
}
