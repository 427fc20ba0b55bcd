import type { Evidence } from './evidence.ts';
import { toSpelling, toStem } from './fold.ts';
import type { Word } from './words-in.ts';

/** Words that count for nothing inside of a name. */
export const SKIPPED = new Set(['of', 'the', 'and', 'for', 'in', 'at', 'de', 'a', 'an', 'on', 'to']);
/** How many words may stand between two words of a name that one text holds apart. */
const MAX_GAP = 2;
/** A shorter word is not taken for the beginning of a longer one. */
const MIN_PREFIX = 6;

/** Whether one text holds these words in a row, or as one. */
export function hasPhrase(known: Evidence, wanted: readonly string[]): boolean {
  const name = wanted.join(' ');
  const before = known.known.get(name);
  if (before !== undefined) return before;
  const has = phrasesOf(known, wanted).length > 0 || hasCompound(known, wanted);
  known.known.set(name, has);
  return has;
}

/** Where words stand in a row: the places of the first and the last. */
export function phrasesOf(
  { words, places }: Evidence,
  wanted: readonly string[],
): readonly { readonly from: number; readonly to: number }[] {
  const [first = ''] = wanted;
  const starts = new Set([
    ...(places.get(first) ?? []),
    ...(places.get(toStem(first)) ?? []),
    ...(places.get(toSpelling(first)) ?? []),
  ]);
  return [...starts].flatMap((from) => {
    const to = endOfPhrase(words, from, wanted);
    return to === undefined ? [] : [{ from, to }];
  });
}

function endOfPhrase(words: readonly Word[], from: number, wanted: readonly string[]): number | undefined {
  let at = from - 1;
  for (const [place, want] of wanted.entries()) {
    const reach = place === 0 ? 1 : MAX_GAP + 1;
    const found = words
      .slice(at + 1, at + 1 + reach)
      .findIndex((word, gap) => isSameWord(word, want) && isBridge(words, at + 1, gap));
    if (found === -1) return undefined;
    at += 1 + found;
  }
  return at;
}

/** What is skipped inside a name is a connector or, in a list of them, one word such as the `Software` in `Staff Software Engineer`. */
function isBridge(words: readonly Word[], from: number, gap: number): boolean {
  const skipped = words.slice(from, from + gap).filter(({ folded }) => !SKIPPED.has(folded));
  return skipped.length <= 1;
}

function isSameWord({ folded: known, stem }: Word, want: string): boolean {
  if (known === want) return true;
  if (stem === toStem(want) && want.length > 3) return true;
  if (toSpelling(known) === toSpelling(want)) return true;
  return (
    want.length >= MIN_PREFIX &&
    known.length > want.length &&
    known.startsWith(want) &&
    /^(?:sql|js|ql|db)/.test(known.slice(want.length))
  );
}

/** `NodeJS` for `Node.js`, `Full Stack` for `full-stack`, `K8s` for `Kubernetes`. */
function hasCompound({ words, compounds }: Evidence, wanted: readonly string[]): boolean {
  const joined = wanted.join('');
  if (compounds.has(joined) && (joined.length > 2 || words.some(({ folded }) => folded === joined))) return true;
  const [only = ''] = wanted;
  const [, first = '', skipped, last = ''] = (wanted.length === 1 && /^(\p{L})(\d+)(\p{L})$/u.exec(only)) || [];
  if (skipped === undefined) return false;
  return words.some(
    ({ folded }) => folded.startsWith(first) && folded.endsWith(last) && folded.length === Number(skipped) + 2,
  );
}
