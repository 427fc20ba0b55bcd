import { ABBREVIATIONS } from './abbreviations.ts';
import type { Evidence } from './evidence.ts';
import { toStem } from './fold.ts';
import { UNIVERSITY } from './names.ts';
import type { NameMention } from './names.ts';
import { toEnglishNames } from './other-languages.ts';
import { PLACE_ALIASES } from './places.ts';
import { isKnownPlain, isPlainWord, PLAIN_WORDS } from './plain-words.ts';
import type { Word } from './words-in.ts';

const SKIPPED = new Set(['of', 'the', 'and', 'for', 'in', 'at', 'de', 'a', 'an', 'on', 'to']);
/** How many words may stand between two words of a name that one text holds apart. */
const MAX_GAP = 2;
/** A shorter word is not taken for the beginning of a longer one. */
const MIN_PREFIX = 6;

/** Whether one text holds this name: its words as a phrase or side by side, its short form, or a place by another name. */
export function isNameIn({ words }: NameMention, evidence: readonly Evidence[]): boolean {
  if (isFound(words, evidence)) return true;
  const rest = words[0]?.isStart === true && isPlainWord(words[0].folded) ? words.slice(1) : [];
  if (rest.length > 0 && (isAlone(rest, evidence) || isShortFormIn(rest, evidence))) return true;
  const place = words.filter(({ folded }) => !UNIVERSITY.test(folded));
  if (
    place.length > 0 &&
    place.length < words.length &&
    words.every(({ folded }) => folded !== 'university') &&
    isFound(place, evidence)
  )
    return true;
  return isHalfShort(words, evidence) || isSequenceOfNames(words, evidence);
}

function isFound(words: readonly Word[], evidence: readonly Evidence[]): boolean {
  const wanted = toWanted(words.map(({ folded }) => folded));
  return evidence.some(
    (known) => hasPhrase(known, wanted) || hasShortForm(known, words) || hasOtherForm(known, wanted),
  );
}

/** `UX`, where a text speaks of user experience. */
function isShortFormIn(words: readonly Word[], evidence: readonly Evidence[]): boolean {
  const wanted = words.map(({ folded }) => folded);
  return ABBREVIATIONS.has(wanted.join(' ')) && evidence.some((known) => hasOtherForm(known, wanted));
}

function toWanted(words: readonly string[]): readonly string[] {
  const wanted = words.filter((word) => !SKIPPED.has(word));
  return wanted.length === 0 ? words : wanted;
}

/** `UC Berkeley` for `University of California, Berkeley`. */
function isHalfShort([first, ...rest]: readonly Word[], evidence: readonly Evidence[]): boolean {
  if (first === undefined || rest.length === 0 || !/^\p{Lu}{2,5}$/u.test(first.text)) return false;
  const wanted = toWanted(rest.map(({ folded }) => folded));
  return evidence.some((known) => hasPhrase(known, wanted) && hasInitials(known.words, first.folded));
}

/** No name has more words. */
const MAX_WORDS = 8;

/** `Lumenfold Switchyard`: whole names in a row, each of which stands alone somewhere. */
function isSequenceOfNames(words: readonly Word[], evidence: readonly Evidence[]): boolean {
  // Where a name may end, so that everything before consists of whole names.
  const ends = new Set([0]);
  for (let from = 0; from < words.length; from += 1) {
    if (!ends.has(from)) continue;
    for (let to = from + 1; to <= Math.min(words.length, from + MAX_WORDS); to += 1) {
      if (to - from < words.length && isAlone(words.slice(from, to), evidence)) ends.add(to);
    }
  }
  return ends.has(words.length);
}

function isAlone(words: readonly Word[], evidence: readonly Evidence[]): boolean {
  if (words.every(({ folded }) => isKnownPlain(folded))) return false;
  const wanted = toWanted(words.map(({ folded }) => folded));
  return evidence.some((known) =>
    phrasesOf(known, wanted).some(
      ({ from, to }) => !isNamePart(known.words, from - 1, from) && !isNamePart(known.words, to + 1, to),
    ),
  );
}

function isNamePart(words: readonly Word[], neighbour: number, edge: number): boolean {
  const next = words[neighbour];
  const later = words[Math.max(neighbour, edge)];
  return (
    next !== undefined && next.isCapital && later?.isJoined === true && !later.isStart && !PLAIN_WORDS.has(next.folded)
  );
}

function hasPhrase(known: Evidence, wanted: readonly string[]): boolean {
  const name = wanted.join(' ');
  const before = known.known.get(name);
  if (before !== undefined) return before;
  const has = phrasesOf(known, wanted).length > 0 || hasCompound(known, wanted);
  known.known.set(name, has);
  return has;
}

function phrasesOf(
  { words, places }: Evidence,
  wanted: readonly string[],
): readonly { readonly from: number; readonly to: number }[] {
  const [first = ''] = wanted;
  const starts = new Set([...(places.get(first) ?? []), ...(places.get(toStem(first)) ?? [])]);
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

/** `MIT` for words that begin so, and `Amazon Web Services` for `AWS`. */
function hasShortForm({ words }: Evidence, name: readonly Word[]): boolean {
  const [only] = name;
  if (name.length === 1 && only !== undefined && /^\p{Lu}{2,6}s?$/u.test(only.text))
    return hasInitials(words, only.folded);
  const initials = name
    .filter(({ folded }) => !SKIPPED.has(folded))
    .map(({ folded }) => folded[0])
    .join('');
  return initials.length >= 3 && words.some(({ text }) => text === initials.toUpperCase());
}

function hasInitials(words: readonly Word[], letters: string): boolean {
  const capitals = words.filter(({ folded }) => !SKIPPED.has(folded));
  return capitals.some((_word, from) => {
    const row = capitals.slice(from, from + letters.length);
    return (
      row.length === letters.length &&
      row.every(
        ({ isCapital, folded, isJoined }, index) =>
          isCapital && folded[0] === letters[index] && (index === 0 || isJoined || letters.length > 2),
      )
    );
  });
}

/** A place by another name, an abbreviation spelled out, or a country or language as another language writes it. */
function hasOtherForm(known: Evidence, wanted: readonly string[]): boolean {
  const name = wanted.join(' ');
  const other = [...(ABBREVIATIONS.get(name) ?? []), ...toEnglishNames(name)];
  if (other.some((form) => hasPhrase(known, form.split(' ')) || hasPlace(known, form.split(' ')))) return true;
  return hasPlace(known, wanted);
}

function hasPlace(known: Evidence, wanted: readonly string[]): boolean {
  const aliases = PLACE_ALIASES.get(wanted.join(' ')) ?? [];
  return aliases.some(
    (alias) =>
      hasPhrase(known, alias.split(' ')) &&
      (alias.length > 2 || known.words.some(({ text }) => text === alias.toUpperCase())),
  );
}
