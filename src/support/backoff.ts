/** How long to wait before tries. */
export interface BackoffOptions {
  /** The longest wait before the first retry; it doubles with each further one. */
  readonly baseMs: number;
  /** No wait is longer. */
  readonly maxMs: number;
  /** 0 to 1, as `Math.random` gives. */
  readonly random: () => number;
}

/**
 * Milliseconds to wait before the given retry, counted from 0: between half and all of the doubled base, so that many
 * clients that failed together do not come back together.
 */
export function toBackoffMs(retry: number, { baseMs, maxMs, random }: BackoffOptions): number {
  return Math.min(maxMs, baseMs * 2 ** retry) * (0.5 + random() / 2);
}

/** Keeps retries a small share of all calls, so that an outage is not made worse by everybody asking thrice. */
export interface RetryBudget {
  /** Takes one retry, if there is one left. */
  take(): boolean;
  /** A call succeeded: earns a part of a retry. */
  earn(): void;
}

/** Makes a budget that starts full; ten successes earn one retry. */
export function createRetryBudget({ maxRetries }: { readonly maxRetries: number }): RetryBudget {
  let left = maxRetries;
  return {
    take() {
      if (left < 1) return false;
      left -= 1;
      return true;
    },
    earn() {
      left = Math.min(maxRetries, left + 0.1);
    },
  };
}
