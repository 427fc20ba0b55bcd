import { UpstreamError } from '../errors.ts';

const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 10_000;

/** When to try again what a platform did not take. */
export interface Retries {
  /** Whether the newest request failed. */
  readonly isFailing: boolean;
  /**
   * Takes note of a failure. Gives how many milliseconds to wait: what the platform asks for, else twice as long each time;
   * nothing when trying again is of no use.
   */
  failed(error: unknown): number | undefined;
  /** A request was taken. */
  succeeded(): void;
}

/** Nothing has failed yet. */
export function createRetries(): Retries {
  let failureCount = 0;
  return {
    get isFailing() {
      return failureCount > 0;
    },
    failed(error) {
      failureCount += 1;
      if (!isPassing(error)) return undefined;
      const backOffMs = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** (failureCount - 1));
      return (error instanceof UpstreamError ? error.retryAfterMs : undefined) ?? backOffMs;
    },
    succeeded() {
      failureCount = 0;
    },
  };
}

/** A request that timed out may or may not have been taken; the transport makes a second one harmless. */
function isPassing(error: unknown): boolean {
  if (error instanceof UpstreamError) return error.isPassing;
  return error instanceof DOMException && error.name === 'TimeoutError';
}
