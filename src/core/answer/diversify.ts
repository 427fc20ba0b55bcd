import type { Passage } from '../profile/chunk.ts';
import { toTerms } from '../../support/words.ts';

/** From this share of common words on, two passages say the same; measured to leave texts that only look alike apart. */
const SAME_SHARE = 0.7;

/**
 * Takes the best `count` of the passages so that near-duplicates do not crowd out the rest: one that says what a better one
 * says comes after all that say something of their own. Passages with different numbers in them are never the same.
 */
export function diversify(passages: readonly Passage[], count: number): readonly Passage[] {
  const kept: Worded[] = [];
  const repeated: Passage[] = [];
  for (const passage of passages) {
    if (kept.length === count) break;
    const worded = toWorded(passage);
    if (kept.some((better) => saysTheSame(better, worded))) repeated.push(passage);
    else kept.push(worded);
  }
  return [...kept.map(({ passage }) => passage), ...repeated].slice(0, count);
}

interface Worded {
  readonly passage: Passage;
  readonly terms: ReadonlySet<string>;
}

function toWorded(passage: Passage): Worded {
  return { passage, terms: new Set(toTerms(passage.chunk.text)) };
}

function saysTheSame({ terms: a }: Worded, { terms: b }: Worded): boolean {
  const common = [...a].filter((term) => b.has(term)).length;
  const all = a.size + b.size - common;
  return all > 0 && common / all >= SAME_SHARE && numbersOf(a) === numbersOf(b);
}

function numbersOf(terms: ReadonlySet<string>): string {
  return [...terms]
    .filter((term) => /\d/.test(term))
    .toSorted()
    .join(' ');
}
