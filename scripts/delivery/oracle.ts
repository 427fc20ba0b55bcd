import type { CallLimit } from '../../src/core/call-windows.ts';
import type { WrittenToken } from './answer-script.ts';

const GRID = 160;

/**
 * The least that characters can wait on average, for whoever knows when each will be written: the best times for
 * requests, one at a time, each of which takes a round trip and shows everything that was written when it began. The
 * windows of the bucket are taken to begin where it suits best, so nobody can do better.
 */
export function oracleMeanMs(
  written: readonly WrittenToken[],
  { roundTripMs, limit }: { readonly roundTripMs: number; readonly limit: CallLimit },
): number {
  const startAt = written[0]?.at ?? 0;
  const lengthMs = (written.at(-1)?.at ?? 0) - startAt;
  const times = Array.from({ length: GRID + 1 }, (_none, at) => (lengthMs * at) / GRID);
  const sums = times.map((time) => sumUntil(written, startAt, time));
  const total = sums.at(-1) ?? { charCount: 0, timeSum: 0 };
  const mostCalls = Math.min(callsUntil(limit, lengthMs), Math.ceil(lengthMs / roundTripMs) + 1, 140);

  // best[j]: the least waiting so far when the newest request began at times[j].
  let best = times.map((time, at) => costOf(sums[at], undefined, time + roundTripMs));
  let least = best[GRID] ?? Infinity;
  for (let calls = 2; calls <= mostCalls; calls += 1) {
    const next = times.map((time, at) => {
      if (callsUntil(limit, time) < calls) return Infinity;
      let lowest = Infinity;
      for (let before = 0; before < at && time - (times[before] ?? 0) >= roundTripMs - 1e-6; before += 1) {
        const cost = (best[before] ?? Infinity) + costOf(sums[at], sums[before], time + roundTripMs);
        if (cost < lowest) lowest = cost;
      }
      return lowest;
    });
    best = next;
    least = Math.min(least, best[GRID] ?? Infinity);
  }
  return least / total.charCount;
}

interface Sum {
  readonly charCount: number;
  /** Of the moments at which they were written. */
  readonly timeSum: number;
}

function sumUntil(written: readonly WrittenToken[], startAt: number, time: number): Sum {
  let charCount = 0;
  let timeSum = 0;
  for (const token of written) {
    if (token.at - startAt > time + 1e-6) break;
    charCount += token.charCount;
    timeSum += token.charCount * (token.at - startAt);
  }
  return { charCount, timeSum };
}

function costOf(now: Sum | undefined, before: Sum | undefined, shownAt: number): number {
  const charCount = (now?.charCount ?? 0) - (before?.charCount ?? 0);
  return charCount * shownAt - ((now?.timeSum ?? 0) - (before?.timeSum ?? 0));
}

function callsUntil({ maxCount, windowMs }: CallLimit, time: number): number {
  return maxCount * (1 + Math.floor(time / windowMs));
}
