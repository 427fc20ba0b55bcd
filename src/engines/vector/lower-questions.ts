import type { Chunk } from '../../core/profile/chunk.ts';
import { isWrittenAnswer } from '../../core/profile/written-answer.ts';
import type { Comparison } from './dense-index.ts';

/** Of fewer, the middle one may be the very one that was asked. */
const MIN_COUNT = 4;

/**
 * Takes from the cosines of written answers what they have before all other chunks: being questions. A sentence encoder
 * finds any two questions alike, so that `Where does she live?` would come before what answers a loosely worded question.
 * Their middle one is brought down to the middle of the others, and a perfect match stays one.
 *
 * Only what `accepts` lets through takes part: nothing hidden shows in a score.
 */
export function lowerQuestions(comparison: Comparison, accepts: (chunk: Chunk) => boolean): Comparison {
  const { chunks } = comparison;
  const written: number[] = [];
  const others: number[] = [];
  chunks.forEach((chunk, at) => {
    if (isWrittenAnswer(chunk)) {
      if (accepts(chunk)) written.push(at);
    } else if (accepts(chunk)) others.push(at);
  });
  if (written.length < MIN_COUNT || others.length < MIN_COUNT) return comparison;
  const cosines = comparison.cosines.slice();
  const toMiddle = (places: readonly number[]): number => {
    const sorted = Float32Array.from(places, (at) => cosines[at] ?? 0).sort();
    return sorted[Math.floor(sorted.length / 2)] ?? 0;
  };
  const surplus = toMiddle(written) - toMiddle(others);
  if (surplus <= 0 || surplus >= 1) return comparison;
  for (const at of written) cosines[at] = ((cosines[at] ?? 0) - surplus) / (1 - surplus);
  return { chunks, cosines };
}
