import { UpstreamError } from '../../../core/errors.ts';
import type { Clock } from '../../../core/ports.ts';

/** How long to go on. */
export interface RetryOptions {
  readonly clock: Clock;
  /** Epoch ms after which no new try begins. */
  readonly until: number;
  readonly signal: AbortSignal;
}

const FIRST_WAIT_MS = 200;

/**
 * Tries again, with growing waits or those that the service asks for, while the fault is one that passes. `isAgain`
 * says that an earlier try may have gone through unnoticed.
 *
 * @throws {UpstreamError} the last fault
 */
export async function retryPassing<T>(
  attempt: (context: { readonly isAgain: boolean }) => Promise<T>,
  { clock, until, signal }: RetryOptions,
): Promise<T> {
  for (let waitMs = FIRST_WAIT_MS, isAgain = false; ; waitMs *= 2, isAgain = true) {
    try {
      return await attempt({ isAgain });
    } catch (error) {
      if (!(error instanceof UpstreamError) || !error.isPassing) throw error;
      const pauseMs = error.retryAfterMs ?? waitMs;
      if (clock.now() + pauseMs >= until) throw error;
      await clock.sleep(pauseMs, signal);
    }
  }
}
