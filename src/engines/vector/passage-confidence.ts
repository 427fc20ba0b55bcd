import type { Chunk } from '../../core/profile/chunk.ts';
import { toNames, toRarity, toTerms } from '../../support/words.ts';
import { separateNames } from './common-names.ts';
import { createFormCheck, toConfidence } from './confidence.ts';

/** A passage of a service, and what the service said of it. */
export interface ScoredPassage {
  readonly chunk: Chunk;
  /** (1 + cosine) / 2; nothing when only its words were found. */
  readonly denseScore: number | undefined;
}

/**
 * So many more passages without any of the words are thought of: those that came back were chosen for holding them, which
 * makes every asked word look common.
 */
const UNSEEN_PASSAGES = 8;

/**
 * The confidence for an engine that shows nothing but the passages it found: of the rarity of words it knows what these tell.
 *
 * @see https://upstash.com/docs/vector/features/similarityfunctions the range of the scores
 */
export function toPassageConfidence(question: string, passages: readonly ScoredPassage[]): number {
  const terms = toTerms(question);
  const lacks = createFormCheck(question);
  const read = passages.map(({ chunk, denseScore }) => ({
    chunk,
    held: toHeld(chunk),
    lacksForm: lacks(chunk),
    denseScore,
  }));
  const frequencyOf = (term: string): number => read.filter(({ held }) => held.has(term)).length;
  const isEverywhere = (frequency: number): boolean => frequency > 1 && frequency === read.length;
  const weigh = (term: string): number => {
    const frequency = frequencyOf(term);
    // What all of them hold, such as the owner's name, tells nothing apart.
    return toRarity(frequency, isEverywhere(frequency) ? read.length : read.length + UNSEEN_PASSAGES);
  };
  const evidence = read.map(({ chunk, held, lacksForm, denseScore }) => ({
    chunk,
    matched: terms.filter((term) => held.has(term)),
    cosine: denseScore === undefined ? 0 : 2 * denseScore - 1,
    lacksForm,
  }));
  const met = separateNames(question, { terms, passages: evidence });
  return toConfidence(met.terms, met.passages, {
    weigh,
    has: (term) => frequencyOf(term) > 0,
    names: toNames(question),
  });
}

function toHeld({ title, text, hints }: Chunk): ReadonlySet<string> {
  return new Set([...toTerms(title), ...toTerms(text), ...hints.split(',').flatMap(toTerms)]);
}
