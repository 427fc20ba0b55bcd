/** How long to wait before connecting again. */
export interface ReconnectWaits {
  /** Milliseconds to wait after a connection that lasted `livedMs` was cut. */
  afterCut(livedMs: number): number;
  /** Milliseconds to wait after connecting failed; `isRejected` says that a token was refused. */
  afterFailure(isRejected: boolean): number;
  /** Milliseconds to wait before the first try after a failed start. */
  readonly firstMs: number;
}

const FIRST_MS = 500;
const MAX_MS = 30_000;
/** A token that was revoked while the app ran does not come back by itself. */
const REJECTED_MS = 5 * 60_000;
/** Slack moves a socket every few hours: one that lasts shorter, and not for the first time, counts as a failure. */
const STABLE_MS = 10_000;

/** No wait after a cut as Slack makes them; growing ones after cuts in a row and after failures. */
export function createReconnectWaits(): ReconnectWaits {
  let cutCount = 0;
  let failureCount = 0;
  const grow = (count: number): number => Math.min(MAX_MS, FIRST_MS * 2 ** count);
  return {
    firstMs: FIRST_MS,
    afterCut(livedMs) {
      failureCount = 0;
      if (livedMs >= STABLE_MS) cutCount = 0;
      cutCount += 1;
      return cutCount === 1 ? 0 : grow(cutCount - 1);
    },
    afterFailure(isRejected) {
      failureCount += 1;
      return isRejected ? REJECTED_MS : grow(failureCount);
    },
  };
}
