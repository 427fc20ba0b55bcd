import type { UpstreamError } from '../../core/errors.ts';
import type { Clock } from '../../core/ports.ts';
import { createRetryBudget, toBackoffMs } from '../../support/backoff.ts';

/** Decides about further tries. */
export interface RetryPlan {
  /** Milliseconds to wait before the next try of a call; nothing when there shall be none. */
  next(error: UpstreamError, made: { readonly retryCount: number; readonly startedAt: number }): number | undefined;
  /** A call succeeded. */
  succeeded(): void;
}

/** How often and how long. */
export interface RetryPlanOptions {
  readonly clock: Clock;
  readonly maxRetries: number;
  /** A try must begin within this time of the first one. */
  readonly withinMs: number;
  readonly backoffMs: number;
  readonly random: () => number;
}

const MAX_BACKOFF_MS = 4000;
/** In an outage this many retries are made over all calls; after that each call is made once until some succeed. */
const BUDGETED_RETRIES = 10;

/** Makes a plan that all calls to one service share. */
export function createRetryPlan({ clock, maxRetries, withinMs, backoffMs, random }: RetryPlanOptions): RetryPlan {
  const budget = createRetryBudget({ maxRetries: BUDGETED_RETRIES });
  const backoff = { baseMs: backoffMs, maxMs: MAX_BACKOFF_MS, random };
  return {
    next(error, { retryCount, startedAt }) {
      if (!error.isPassing || retryCount >= maxRetries) return undefined;
      const waitMs = error.retryAfterMs ?? toBackoffMs(retryCount, backoff);
      const isInTime = clock.now() + waitMs < startedAt + withinMs;
      return isInTime && budget.take() ? waitMs : undefined;
    },
    succeeded: () => budget.earn(),
  };
}
