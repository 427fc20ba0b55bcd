import type { Passage } from '../../core/profile/chunk.ts';
import { toSubjectShare } from '../../support/framing.ts';
import { isPhrase, toRarity, toTerms } from '../../support/words.ts';
import { isBeginning, isNearly } from './likeness.ts';

/** A look-alike of a question word, most often a typing error, counts for less than the word. */
const LOOKALIKE_SHARE = 0.7;
/**
 * So many more passages that do not hold a question word are thought of: the ones that were brought back were chosen
 * for holding them, which makes every asked word look common.
 */
export const UNSEEN_PASSAGES = 8;
/**
 * In how many passages a question word counts as standing when it stands in none. At 0 a single foreign word, often
 * only another way to say it, would outweigh everything that was found.
 */
export const ABSENT_FREQUENCY = 0.5;
/** So few that all hold a word by chance, for they were chosen by it. */
const FEW_PASSAGES = 3;

/** A passage with the terms it holds, and where. */
export interface ReadPassage {
  readonly number: number;
  readonly passage: Passage;
  readonly title: ReadonlySet<string>;
  readonly hints: ReadonlySet<string>;
  readonly all: ReadonlySet<string>;
}

/** A question word as the passages spell it. */
export interface AskedTerm {
  readonly term: string;
  /** What finding it is worth. */
  readonly weight: number;
}

/** Reads the passage that stands at `index` in the prompt, from 0. */
export function toReadPassage(passage: Passage, index: number): ReadPassage {
  const { title, text, hints } = passage.chunk;
  const titleTerms = new Set(toTerms(title));
  const hintTerms = new Set(hints.split(',').flatMap(toTerms));
  const all = new Set([...titleTerms, ...hintTerms, ...toTerms(text)]);
  return { number: index + 1, passage, title: titleTerms, hints: hintTerms, all };
}

/** The question's words as the passages spell them, and what all of them weigh. */
export function toAsked(
  question: string,
  read: readonly ReadPassage[],
): { readonly asked: readonly AskedTerm[]; readonly totalWeight: number } {
  const weigh = (term: string): number => {
    const frequency = read.filter(({ all }) => all.has(term)).length;
    // What all of them hold, such as the owner's name, tells nothing apart.
    const isEverywhere = frequency === read.length && read.length > FEW_PASSAGES;
    const rarity = toRarity(frequency || ABSENT_FREQUENCY, isEverywhere ? read.length : read.length + UNSEEN_PASSAGES);
    return rarity * toSubjectShare(term);
  };
  const vocabulary = new Set(read.flatMap(({ all }) => [...all]));
  let totalWeight = 0;
  const asked = [...new Set(toTerms(question))].map((term): AskedTerm => {
    const weight = weigh(term);
    totalWeight += weight;
    if (vocabulary.has(term) || isPhrase(term)) return { term, weight };
    const alike = [...vocabulary].find((known) => isNearly(term, known) || isBeginning(term, known));
    return alike === undefined ? { term, weight } : { term: alike, weight: weight * LOOKALIKE_SHARE };
  });
  return { asked, totalWeight };
}
