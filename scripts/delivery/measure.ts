import type { WrittenToken } from './answer-script.ts';
import type { SeenFrame } from './platform.ts';

/** How one answer was shown. Milliseconds. */
export interface Showing {
  /** From the first token to the first words. */
  readonly firstMs: number;
  /** How long each character waited to be seen, on average; one that never was waited until the algorithm gave up. */
  readonly meanMs: number;
  readonly p95Ms: number;
  /** From the last token to the whole text. */
  readonly completeMs: number;
  /** Characters that were never seen, or that stood there and were other ones. */
  readonly lostCount: number;
  /** How often less was seen than before. */
  readonly regressionCount: number;
}

/** Text that stood there while nothing of the answer did. */
const PLACEHOLDERS: ReadonlySet<string> = new Set(['...', 'Thinking...']);

/** Measures what was seen of an answer against when it was written. */
export function measureShowing(
  text: string,
  written: readonly WrittenToken[],
  seen: readonly SeenFrame[],
  gaveUpAt: number,
): Showing {
  const { shownAt, regressionCount, last } = follow(text, seen);
  const firstAt = written[0]?.at ?? 0;
  const lastAt = written.at(-1)?.at ?? 0;
  const delays: number[] = [];
  for (const { at, charCount } of written) {
    for (let count = 0; count < charCount; count += 1) {
      delays.push(Math.max(0, (shownAt[delays.length] ?? gaveUpAt) - at));
    }
  }
  const sorted = delays.toSorted((a, b) => a - b);
  const finalText = seen.at(-1)?.text ?? '';
  return {
    firstMs: (shownAt[0] ?? gaveUpAt) - firstAt,
    meanMs: delays.reduce((sum, delay) => sum + delay, 0) / delays.length,
    p95Ms: sorted[Math.floor(sorted.length * 0.95)] ?? 0,
    completeMs: Math.max(0, (shownAt.at(-1) ?? gaveUpAt) - lastAt) + (last < text.length ? gaveUpAt - lastAt : 0),
    lostCount: text.length - last + (last === text.length ? Math.max(0, finalText.length - text.length) : 0),
    regressionCount,
  };
}

/** When each character was seen for good, and how far the last frame goes. */
function follow(
  text: string,
  seen: readonly SeenFrame[],
): { readonly shownAt: readonly number[]; readonly regressionCount: number; readonly last: number } {
  const shownAt: number[] = [];
  let regressionCount = 0;
  let last = 0;
  for (const { at, text: frame } of seen) {
    const length = PLACEHOLDERS.has(frame.trim()) ? 0 : commonLength(text, frame);
    if (length < last) regressionCount += 1;
    shownAt.length = Math.min(shownAt.length, length);
    while (shownAt.length < length) shownAt.push(at);
    last = length;
  }
  return { shownAt, regressionCount, last };
}

/** How far two texts are the same. */
export function commonLength(text: string, frame: string): number {
  let length = 0;
  while (length < frame.length && text[length] === frame[length]) length += 1;
  return length;
}
