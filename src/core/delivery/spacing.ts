import type { CallLimit, CallWindow } from '../call-windows.ts';

/** A bucket and those who share it, at one moment. */
export interface Traffic {
  readonly window: CallWindow;
  readonly kind: CallLimit['kind'];
  /** What each answer that is open is expected to take until it is whole; only those that end in this bucket. */
  readonly endingInMs: readonly number[];
  /** The same of every answer that is open. */
  readonly openForMs: readonly number[];
  /** How long a call takes. */
  readonly roundTripMs: number;
}

/** More often than this nobody sees a difference. */
const MIN_GAP_MS = 120;
/** How steeply the gap grows as a sliding window fills: this share of the even gap when it is half full. */
const FILLING = 0.25;

/**
 * How many calls to keep for ends. A window that is over soon needs none kept: the end can wait that long. Otherwise
 * there is one for each answer that will be whole before more calls come, and for at least one, because any may end.
 */
export function toReserve({ window, kind, endingInMs, roundTripMs }: Traffic): number {
  if (endingInMs.length === 0) return 0;
  const { moreAfterMs, windowMs } = window;
  const untilMoreMs = moreAfterMs === 0 ? windowMs : moreAfterMs;
  if (kind === 'sliding') return endingInMs.length;
  if (moreAfterMs > 0 && moreAfterMs <= roundTripMs) return 0;
  return Math.max(1, endingInMs.filter((ms) => ms < untilMoreMs).length);
}

/** Milliseconds between two calls for growing text in a bucket, whoever makes them. */
export function toGapMs(traffic: Traffic): number {
  const { window, kind, openForMs } = traffic;
  const { windowMs, maxCount, remaining, moreAfterMs } = window;
  const freeCount = Math.max(0, remaining - toReserve(traffic));
  if (kind === 'sliding') {
    const usedCount = maxCount - freeCount;
    return Math.max(MIN_GAP_MS, ((windowMs / maxCount) * FILLING * usedCount) / Math.max(1, freeCount));
  }
  const untilMoreMs = moreAfterMs === 0 ? windowMs : moreAfterMs;
  const horizonMs = Math.min(untilMoreMs, Math.max(0, ...openForMs));
  return Math.max(MIN_GAP_MS / Math.max(1, openForMs.length), horizonMs / (freeCount + 1));
}
