import type { Chunk } from '../../core/profile/chunk.ts';
import { toSubjectShare } from '../../support/framing.ts';
import { toTerms } from '../../support/words.ts';

/** What a question asks of passages, and what they hold of it. */
export interface Met<Passage> {
  readonly terms: readonly string[];
  readonly passages: readonly Passage[];
}

/** Inside a sentence, and not behind a word that makes a common noun of it: `your Role`. */
const NAME =
  /(?<!^|[.?!]\s*)(?<!\b(?:an?|the|my|your|his|her|its|our|their|this|that|any|some|which|what|whose|of)\s)(?<![\p{L}\p{N}])\p{Lu}[\p{L}\p{N}+#]*/giu;
const CAPITAL = /(?<![\p{L}\p{N}])\p{Lu}[\p{L}\p{N}+#]*/gu;

/**
 * Tells names from the common words that are spelt like them. `Go` in `Does she know Go?` is a name, and a passage in which
 * somebody goes on does not hold it; one that writes `Go` does. Where no passage writes it, the name takes the place of the
 * common word among the terms, as one that no chunk holds. A question in lower case names nothing and loses nothing.
 */
export function separateNames<Passage extends { readonly chunk: Chunk; readonly matched: readonly string[] }>(
  question: string,
  { terms, passages }: Met<Passage>,
): Met<Passage> {
  const names = toCommonNames(question);
  if (names.size === 0) return { terms, passages };
  const separated = passages.map((passage) => {
    const written = toCapitalised(passage.chunk);
    return {
      ...passage,
      matched: passage.matched.filter((term) => {
        const name = names.get(term);
        return name === undefined || written.has(name);
      }),
    };
  });
  const isMet = (term: string): boolean => separated.some(({ matched }) => matched.includes(term));
  return { terms: terms.map((term) => (isMet(term) ? term : (names.get(term) ?? term))), passages: separated };
}

/** The words that are written as names and are common words in lower case, by their terms. */
function toCommonNames(question: string): ReadonlyMap<string, string> {
  return new Map(
    [...question.matchAll(NAME)].flatMap(([word]) => {
      const [term, ...others] = toTerms(word);
      const isCommon = term !== undefined && others.length === 0 && toSubjectShare(term) < 1;
      return isCommon && /^\p{Lu}/u.test(word) ? [[term, word] as const] : [];
    }),
  );
}

function toCapitalised({ title, text }: Chunk): ReadonlySet<string> {
  return new Set([...`${title}\n${text}`.matchAll(CAPITAL)].map(([word]) => word));
}
