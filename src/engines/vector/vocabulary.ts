import { toRarity } from '../../support/words.ts';

/** Which terms the chunks hold, and how much each tells apart. */
export interface Vocabulary {
  /** Takes note of one chunk with these terms. */
  readonly add: (terms: Iterable<string>) => void;
  /** Forgets one chunk with these terms. */
  readonly remove: (terms: Iterable<string>) => void;
  readonly has: (term: string) => boolean;
  /** Whether more than half of the chunks hold the term, as they hold the owner's name. */
  readonly isEverywhere: (term: string) => boolean;
  /** By rarity; a term of no chunk weighs most. */
  readonly weigh: (term: string) => number;
}

/** Makes an empty vocabulary. */
export function createVocabulary(): Vocabulary {
  const frequencies = new Map<string, number>();
  let chunkCount = 0;
  const count = (terms: Iterable<string>, step: 1 | -1): void => {
    chunkCount += step;
    for (const term of new Set(terms)) {
      const frequency = (frequencies.get(term) ?? 0) + step;
      if (frequency === 0) frequencies.delete(term);
      else frequencies.set(term, frequency);
    }
  };
  return {
    add: (terms) => count(terms, 1),
    remove: (terms) => count(terms, -1),
    has: (term) => frequencies.has(term),
    isEverywhere: (term) => (frequencies.get(term) ?? 0) > chunkCount / 2,
    weigh: (term) => toRarity(frequencies.get(term) ?? 0, chunkCount),
  };
}
