import type { CallLimit, CallWindow } from '../call-windows.ts';
import type { Urgency } from './permit.ts';

/** A bucket and those who share it, at one moment. */
export interface Traffic {
  readonly window: CallWindow;
  readonly kind: CallLimit['kind'];
  /** The answers that end in this bucket. */
  readonly ends: readonly ExpectedEnd[];
  /** What each answer that is open is expected to take until it is whole. */
  readonly openForMs: readonly number[];
  /** How much the answers differ from those before them; see {@link ExpectedEnd}. */
  readonly spread: number;
  /** How long a call takes. */
  readonly roundTripMs: number;
}

/** How an answer is expected to end. */
export interface ExpectedEnd {
  readonly inMs: number;
  /** What it takes until then to show it whole: more than one call, when it needs further messages. */
  readonly callCount: number;
  /** When its last message is full, if the text goes on as fast. */
  readonly fullInMs: number;
  /** How sure that is: 0 when answers are alike, 1 when nothing is known. */
  readonly spread: number;
}

/** More often than this nobody sees a difference. */
const MIN_GAP_MS = 120;
/** An answer may well take longer than expected, or end earlier. */
const CAUTION = 1.2;
/** The more calls there are to spread, the less the last ones bring, and the more it costs to be without one. */
const FEW_CALLS = 4;
const CAUTION_PER_CALL = 0.03;
/** Answers that differ no more than this end when they are expected to. */
const SURE = 0.2;
/** An answer may fill its message within this share of what the window still takes: on average it ends before. */
const REACH = 0.5;
/** How steeply the gap grows as a sliding window fills: this share of the even gap when it is half full. */
const FILLING = 0.25;
/** The end of an answer may wait this much longer than a round trip for the next window; more where many share it. */
const END_PATIENCE_MS = { alone: 60, together: 600 } as const;
/** Where several share a window, first words leave this share of the calls that ends will need: nobody waits long for a sign. */
const FIRST_SHARE = 0.7;
/** How long first words wait for more; see {@link toFirstHoldMs}. */
const FIRST_HOLD_MS = { word: 15, most: 80, together: 1500 } as const;

/**
 * How many calls to keep for ends. A window that is over soon needs none kept: the end can wait that long. Otherwise
 * there are those of each answer that may be whole before more calls come. An answer that is alone always has one, because
 * it may end at any moment; where several share a window, that one call does more for all of them.
 */
export function toReserve({ window, kind, ends, roundTripMs }: Traffic, urgency: Urgency): number {
  if (ends.length === 0 || urgency === 'final') return 0;
  if (kind === 'sliding') return ends.length;
  const isAlone = ends.length === 1;
  const patienceMs = roundTripMs + END_PATIENCE_MS[isAlone ? 'alone' : 'together'];
  if (window.moreAfterMs > 0 && window.moreAfterMs <= patienceMs) return 0;
  const ending = ends.filter(({ inMs }) => inMs < untilMoreMs(window) * CAUTION);
  // One call of each window is for text that grows, or else nothing would while more answers are open than it has calls.
  const callCount = Math.min(
    window.maxCount - 1,
    ending.reduce((sum, end) => sum + end.callCount, 0),
  );
  if (urgency === 'first') return isAlone ? callCount : Math.floor(callCount * FIRST_SHARE);
  if (!isAlone) return callCount;
  return Math.max(
    callCount,
    Math.min(window.maxCount - 1, ...ends.map((end) => toSuddenCount(end, untilMoreMs(window)))),
  );
}

/** What an answer needs that ends before it is expected to: one call, or two where it needs another message by then. */
function toSuddenCount({ fullInMs, spread }: ExpectedEnd, untilMoreInMs: number): number {
  if (spread < SURE) return 0;
  return fullInMs < untilMoreInMs * REACH ? 2 : 1;
}

/**
 * Milliseconds between two calls for growing text in a bucket, whoever makes them. In a fixed window, what is free is
 * spread until the answers are whole or the window is over. A sliding window gives back what was used long ago, so the gap
 * follows how full it is: it stays short while few answers come, and there is always room for one more. An answer that is
 * alone, and as long as those before it, has all that is free spread over what is left of it.
 */
export function toGapMs(traffic: Traffic, sinceLastMs: number): number {
  const { window, kind, openForMs } = traffic;
  const { windowMs, maxCount, remaining } = window;
  const freeCount = Math.max(0, remaining - toReserve(traffic, 'growing'));
  if (kind === 'sliding') {
    const usedCount = maxCount - freeCount;
    const fillingMs = ((windowMs / maxCount) * FILLING * usedCount) / Math.max(1, freeCount);
    const [openMs] = openForMs;
    const isForeseen = openForMs.length === 1 && openMs !== undefined && traffic.spread < SURE;
    return Math.max(MIN_GAP_MS, isForeseen ? (sinceLastMs + openMs) / (freeCount + 1) : fillingMs);
  }
  const openMs =
    Math.max(0, ...openForMs) * (1 + CAUTION_PER_CALL * traffic.spread * Math.max(0, freeCount - FEW_CALLS));
  const gapMs = (sinceLastMs + Math.min(untilMoreMs(window), openMs)) / (freeCount + 1);
  return Math.max(MIN_GAP_MS / Math.max(1, openForMs.length), gapMs);
}

/**
 * How long first words wait for more. Alone, a word is waited for; text that will be whole before a call could come back
 * is given a little longer, so that most of it, or all, comes at once. Where several share a fixed window, a call that
 * shows a single word is taken from somebody's sentence: then first words wait like growing text, but not for long.
 */
export function toFirstHoldMs(remainingMs: number, traffic: Traffic): number {
  if (traffic.kind === 'fixed' && traffic.openForMs.length > 1) {
    return Math.min(FIRST_HOLD_MS.together, toGapMs(traffic, 0));
  }
  return toLoneHoldMs(remainingMs, traffic.roundTripMs);
}

/** The same for first words that share no bucket. */
export function toLoneHoldMs(remainingMs: number, roundTripMs: number): number {
  return remainingMs < roundTripMs * CAUTION ? FIRST_HOLD_MS.most : FIRST_HOLD_MS.word;
}

function untilMoreMs({ moreAfterMs, windowMs }: CallWindow): number {
  return moreAfterMs === 0 ? windowMs : moreAfterMs;
}
