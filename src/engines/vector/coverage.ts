import type { LexicalHit } from './lexical-index.ts';
import type { Vocabulary } from './vocabulary.ts';

/** The share of the question's terms, by weight, that the best chunk holds; a look-alike counts for a part. */
export function toCoverage(
  terms: readonly string[],
  hits: readonly Pick<LexicalHit, 'matched'>[],
  { weigh, has }: Vocabulary,
): number {
  const weighMatch = (term: string): number => weigh(term) * (has(term) ? 1 : toLikenessShare(term.length));
  const total = sum([...new Set(terms)].map(weigh));
  const best = Math.max(0, ...hits.map(({ matched }) => sum([...new Set(matched)].map(weighMatch))));
  return total === 0 ? 0 : best / total;
}

/** How far a word that is only like the asked one stands for it: hardly for four letters (`rust`, `trust`). */
function toLikenessShare(length: number): number {
  return Math.min(0.6, (length - 3) * 0.12);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
