import type { CallLimit } from '../../src/core/call-windows.ts';
import type { WrittenToken } from './answer-script.ts';

/** Requests begin at so many moments, between which there is so little time that it hardly matters. */
const GRID = { stepMs: 60, least: 160, most: 480 } as const;
/** More calls in one answer no platform allows for. */
const MOST_CALLS = 140;
const EPSILON_MS = 1e-6;

/** What the oracle is bound by. */
export interface OracleBounds {
  readonly roundTripMs: number;
  readonly limit: CallLimit;
  /** What a message of the platform takes, in characters: one call changes one message. */
  readonly messageChars: number;
}

/**
 * The least that characters can wait on average, for whoever knows when each will be written: the best times for
 * requests, one at a time for each message, each of which takes a round trip and shows everything of its message that was
 * written when it began. The windows of the bucket are taken to begin where it suits best, and messages to be filled to the
 * last character, so nobody can do better.
 */
export function oracleMeanMs(written: readonly WrittenToken[], bounds: OracleBounds): number {
  const { roundTripMs, limit, messageChars } = bounds;
  const startAt = written[0]?.at ?? 0;
  const lengthMs = (written.at(-1)?.at ?? 0) - startAt;
  const steps = Math.min(GRID.most, Math.max(GRID.least, Math.ceil(lengthMs / GRID.stepMs)));
  const times = Array.from({ length: steps + 1 }, (_none, at) => (lengthMs * at) / steps);
  const charCount = written.reduce((sum, token) => sum + token.charCount, 0);
  const messageCount = Math.max(1, Math.ceil(charCount / messageChars));
  const ends = Array.from({ length: messageCount }, (_none, at) => Math.min(charCount, (at + 1) * messageChars));
  const toSums = createSums(written, startAt, times);
  const shown = ends.map((end) => toSums(end));
  const perMessage = Math.ceil(lengthMs / roundTripMs) + messageCount;
  const mostCalls = Math.min(callsUntil(limit, lengthMs), perMessage, MOST_CALLS);

  // best[m][j]: the least waiting so far when the newest request began at times[j] and changed message m.
  let best = shown.map((sums, m) =>
    times.map((time, at) => (m === 0 ? costOf(sums[at], undefined, time + roundTripMs) : Infinity)),
  );
  let least = best.at(-1)?.[steps] ?? Infinity;
  for (let calls = 2; calls <= mostCalls; calls += 1) {
    const next = best.map((_none, m) =>
      times.map((time, at) => {
        if (callsUntil(limit, time) < calls) return Infinity;
        const now = shown[m]?.[at];
        const from = (earlier: number, before: number): number =>
          (best[earlier]?.[before] ?? Infinity) + costOf(now, shown[earlier]?.[before], time + roundTripMs);
        let lowest = Infinity;
        // The same message grows once more.
        for (let before = 0; before < at && time - (times[before] ?? 0) >= roundTripMs - EPSILON_MS; before += 1) {
          lowest = Math.min(lowest, from(m, before));
        }
        // The message before was full: the next one begins, at once if need be.
        for (let before = 0; m > 0 && before <= at; before += 1) {
          const isFull = shown[m - 1]?.[before]?.charCount === ends[m - 1];
          if (isFull) lowest = Math.min(lowest, from(m - 1, before));
        }
        return lowest;
      }),
    );
    best = next;
    least = Math.min(least, best.at(-1)?.[steps] ?? Infinity);
  }
  return least / charCount;
}

interface Sum {
  readonly charCount: number;
  /** Of the moments at which they were written. */
  readonly timeSum: number;
}

/** What was written at each time of a grid, as far as the messages up to `end` take it. */
function createSums(
  written: readonly WrittenToken[],
  startAt: number,
  times: readonly number[],
): (end: number) => readonly Sum[] {
  return (end) =>
    times.map((time) => {
      let charCount = 0;
      let timeSum = 0;
      for (const token of written) {
        if (token.at - startAt > time + EPSILON_MS || charCount >= end) break;
        const taken = Math.min(token.charCount, end - charCount);
        charCount += taken;
        timeSum += taken * (token.at - startAt);
      }
      return { charCount, timeSum };
    });
}

function costOf(now: Sum | undefined, before: Sum | undefined, shownAt: number): number {
  const charCount = (now?.charCount ?? 0) - (before?.charCount ?? 0);
  return charCount * shownAt - ((now?.timeSum ?? 0) - (before?.timeSum ?? 0));
}

function callsUntil({ maxCount, windowMs }: CallLimit, time: number): number {
  return maxCount * (1 + Math.floor(time / windowMs));
}
