import { ABBREVIATIONS } from './abbreviations.ts';
import type { Evidence } from './evidence.ts';
import { UNIVERSITY } from './names.ts';
import type { NameMention } from './names.ts';
import { toEnglishNames } from './other-languages.ts';
import { hasPhrase, phrasesOf, SKIPPED } from './phrases.ts';
import { PLACE_ALIASES } from './places.ts';
import { isKnownPlain, isPlainWord, PLAIN_WORDS } from './plain-words.ts';
import type { Word } from './words-in.ts';

/** Whether one text holds this name: its words as a phrase or side by side, its short form, or a place by another name. */
export function isNameIn({ words }: NameMention, evidence: readonly Evidence[]): boolean {
  if (isFound(words, evidence)) return true;
  const written = words.map(({ folded }) => folded);
  const bare = withoutMaker(written);
  const isShorter = bare.join(' ') !== written.join(' ') && !bare.every(isKnownPlain);
  if (isShorter && evidence.some((known) => hasPhrase(known, toWanted(bare)))) return true;
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

/** `Apache Kafka`, `Microsoft Excel`, `React.js`, `HTML5`: who makes it, what it is made of and which one it is add nothing. */
const MAKERS = new Set('apache amazon aws google microsoft adobe hashicorp ibm apple meta'.split(' '));

function withoutMaker(words: readonly string[]): readonly string[] {
  const rest = words.length > 1 && MAKERS.has(words[0] ?? '') ? words.slice(1) : words;
  const bare = rest.length > 1 && rest.at(-1) === 'js' ? rest.slice(0, -1) : rest;
  return bare.map((word) => word.replace(/(?<=\p{L}{3})js$/u, '').replace(/^(html|css|es)\d$/, '$1'));
}

function isFound(words: readonly Word[], evidence: readonly Evidence[]): boolean {
  return isFoundAs(words, toWanted(words.map(({ folded }) => folded)), evidence);
}

function isFoundAs(words: readonly Word[], wanted: readonly string[], evidence: readonly Evidence[]): boolean {
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
  const letters = first.folded + wanted.map((word) => word[0]).join('');
  return evidence.some((known) => hasPhrase(known, wanted) && hasInitials(known.words, letters));
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
