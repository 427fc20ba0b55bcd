/** Keeps callers from a service that fails: nobody waits for it in vain, and it is left alone to recover. */
export interface Breaker {
  /** Whether calls are refused now. */
  readonly isOpen: boolean;
  /**
   * Asks whether a call may be made; gives nothing while the service is left alone. After each pause one call is let
   * through to see how it does.
   */
  enter(): BreakerCall | undefined;
}

/** A call that was let through. The first report counts; a call that is never reported would keep the breaker waiting. */
export interface BreakerCall {
  succeeded(): void;
  /** The service failed in a way that passes by itself. */
  failed(): void;
  /** Ended for a reason that says nothing about the service. */
  gaveUp(): void;
}

/** When a breaker opens, and for how long. */
export interface BreakerOptions {
  /** Epoch ms. */
  readonly now: () => number;
  /** So many failures in a row open it. */
  readonly maxFailures: number;
  /** Milliseconds before the next call is let through. */
  readonly pauseMs: number;
}

/** Makes a breaker that is closed. */
export function createBreaker({ now, maxFailures, pauseMs }: BreakerOptions): Breaker {
  let failureCount = 0;
  let pausedUntil = 0;
  let isTrying = false;

  const isDown = (): boolean => failureCount >= maxFailures;
  const isRefusing = (): boolean => isDown() && (isTrying || now() < pausedUntil);

  return {
    get isOpen() {
      return isRefusing();
    },
    enter() {
      if (isRefusing()) return undefined;
      const isTrial = isDown();
      isTrying = isTrial;
      let isReported = false;
      const report = (note: () => void): void => {
        if (isReported) return;
        isReported = true;
        if (isTrial) isTrying = false;
        note();
      };
      return {
        succeeded: () => report(() => void (failureCount = 0)),
        failed: () =>
          report(() => {
            failureCount += 1;
            pausedUntil = now() + pauseMs;
          }),
        gaveUp: () => report(() => undefined),
      };
    },
  };
}
