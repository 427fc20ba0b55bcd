import { isEverydayWord } from './dictionary.ts';
import type { Mention } from './mention.ts';
import { fold } from './fold.ts';
import { toEnglishNames } from './other-languages.ts';
import { LOWER_CASE_TECHNOLOGIES } from './technology-words.ts';
import { isKnownPlain, isPlainWord, PLAIN_WORDS } from './plain-words.ts';
import { toWordsIn } from './words-in.ts';
import type { Word } from './words-in.ts';

/** A run of capitalised words, and what of it may only be capitalised by its place. */
export interface NameMention extends Mention {
  readonly words: readonly Word[];
}

/** Words that stand inside of names in lower case. */
const CONNECTORS = new Set([
  'of',
  'the',
  'for',
  'and',
  'de',
  'la',
  'le',
  'van',
  'von',
  'der',
  'den',
  'del',
  'di',
  'da',
  'do',
  'dos',
  'du',
  'y',
  'on',
  'in',
  'a',
  'to',
  'no',
]);

/** Every name in a text: capitalised words in a row, joined by `of`, `&` and the like, and words such as `iOS` or `S3`. */
export function findNames(
  text: string,
  { isLabel, isHeading }: { readonly isLabel: boolean; readonly isHeading: boolean },
): readonly NameMention[] {
  const runs: Word[][] = [];
  const words = toWordsIn(text);
  words.forEach((word, index) => {
    if (!isNamelike(word) || isPlainCompound(text, word) || isHalfCompound(text, word)) return;
    const last = runs.at(-1);
    const before = last?.at(-1);
    if (last !== undefined && before !== undefined && isOneName(text, words, { before, index })) last.push(word);
    else runs.push([word]);
  });
  return runs.flatMap((run) => toName(isHeading ? trimmed(run) : run, text, isLabel));
}

/** `E-mail`, `Full-stack` at the start of a sentence. */
function isPlainCompound(text: string, { isStart, isOdd, end }: Word): boolean {
  return isStart && !isOdd && /^-\p{Ll}/u.test(text.slice(end, end + 3));
}

/** `Micro- and Macroeconomics`. */
function isHalfCompound(text: string, { end }: Word): boolean {
  return /^-(?:\s|$)/.test(text.slice(end, end + 2));
}

/** Scripts that tell no name by its letters. */
const WITHOUT_CAPITALS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

function isNamelike({ isCapital, isOdd, isCode, folded, text }: Word): boolean {
  return (
    (isCapital || isOdd || isCode || LOWER_CASE_TECHNOLOGIES.has(folded)) &&
    /\p{L}/u.test(text) &&
    !/^I(?:['’]|$)/.test(text) &&
    !WITHOUT_CAPITALS.test(text)
  );
}

/** A hyphen, a space, `&`, or a connector with spaces; a possessive ends a name. */
function isOneName(
  text: string,
  words: readonly Word[],
  { before, index }: { readonly before: Word; readonly index: number },
): boolean {
  const word = words[index];
  if (word === undefined) return false;
  const gap = text.slice(before.end, word.at);
  if (/^(?:[ \u00A0-]|\. |\.|\s&\s|\s\+\s|&)$/.test(gap))
    return !gap.endsWith('. ') || /^(?:\p{Lu}|Dr|Mr|Mrs|Ms|Prof|St)$/u.test(before.text);
  const between = words.slice(firstAfter(words, before, index), index);
  return (
    between.length > 0 &&
    between.length <= 2 &&
    /^[ \p{L}]+$/u.test(gap) &&
    between.every(
      ({ folded }) =>
        (CONNECTORS.has(folded) &&
          folded !== 'and' &&
          folded !== 'in' &&
          folded !== 'to' &&
          folded !== 'on' &&
          folded !== 'a' &&
          folded !== 'no' &&
          folded !== 'for') ||
        (folded === 'for' && before.isCapital && before.isStart === false),
    )
  );
}

function firstAfter(words: readonly Word[], { at }: Word, index: number): number {
  let first = index;
  while (first > 0 && (words[first - 1]?.at ?? at) > at) first -= 1;
  return first;
}

/** Capitals that are no names anywhere. */
const NEVER_NAMES = new Set(
  'ai cv gpa url pdf id hr it pr diy faq ok tldr dr mr mrs ms prof sir email e-mail yes no hi hello thanks the a an b n fyi tbd tba btw imo imho asap nda ps nb re eta aka usd eur gbp q1 q2 q3 q4 h1 h2 vip am pm'.split(
    ' ',
  ),
);

/** A heading writes all of its words with a capital. */
function trimmed(run: readonly Word[]): readonly Word[] {
  const isName = ({ folded, isOdd }: Word): boolean => isOdd || !isPlainWord(folded);
  const first = run.findIndex(isName);
  return first === -1 ? [] : run.slice(first, run.findLastIndex(isName) + 1);
}

/** `**Main Takeaway:**` and the like: what begins so labels a line. */
const LABEL_BEGINNINGS =
  /^(?:key|main|primary|core|other|additional|further|notable|current|previous|past|recent|top|overall|final|general|selected|relevant|best|biggest|last|next|technical|professional|personal|areas?|tools?|tech)$/;

const HONORIFIC = /^(?:dr|mr|mrs|ms|prof|professor|doctor|sir|herr|frau|dra?)$/;

function isLineLabel(words: readonly Word[], text: string): boolean {
  const [first] = words;
  const last = words.at(-1);
  return (
    first?.isStart === true &&
    /^\s*(?::|$)/.test(text.slice(last?.end)) &&
    LABEL_BEGINNINGS.test(first.folded) &&
    words.every(({ folded, isOdd }) => !isOdd && isPlainWord(folded))
  );
}

/** Takes away what only its place has given a capital. */
function toName(run: readonly Word[], text: string, isLabel: boolean): readonly NameMention[] {
  const isAmbiguous = (word: Word): boolean => (word.isStart || isLabel) && !word.isOdd && !word.isCode;
  const words = isLineLabel(run, text) ? [] : [...run];
  if (words.length > 1 && HONORIFIC.test(words[0]?.folded ?? '')) words.shift();
  while (words[0] !== undefined && isAmbiguous(words[0]) && words.length === 1 && isPlainWord(words[0].folded))
    words.shift();
  while (
    words[0] !== undefined &&
    words[0].isStart &&
    words.length > 1 &&
    PLAIN_WORDS.has(words[0].folded) &&
    !isStrong(words[0])
  )
    words.shift();
  const [first] = words;
  const last = words.at(-1);
  if (first === undefined || last === undefined) return [];
  const isPlace = isLabel || (first.isStart && (words.length === 1 || /^\s*:/.test(text.slice(last.end))));
  if (words.every(({ folded }) => NEVER_NAMES.has(folded) || (isPlace && PLAIN_WORDS.has(folded)))) return [];
  return [{ words, text: text.slice(first.at, last.end), at: first.at, end: last.end }];
}

/** Words that begin sentences and names alike: the whole run is looked up with them first. */
function isStrong({ folded }: Word): boolean {
  return !/^(?:i|a|an|the|my|our|your|his|her|their|its|at|in|on|for|from|with|as|of|by|to|and|but|or|since|after|before|during|while|when|where|both|also|this|that|these|those|then|now|currently|previously|later|earlier|until|through|via|about|like|yes|no|so|he|she|it|we|they|is|was|are|were|has|had|have|if|because|although|though|between|alongside|besides|beyond|under|over|within|without|per|next|today|recently|finally|first|additionally|outside|see|read|visit|call|use|used|using|know|speak|speaks|studied|joined|left|built|led|ran|wrote|won|met|taught|held)$/.test(
    folded,
  );
}

/** A university as many languages call it. */
export const UNIVERSITY = /^univers(?:id|it)[a-z]*$/;

/**
 * Whether it is a name in any language: several capitals in a row with an English word among them, a capital or digit inside, or
 * a country or language. German writes every noun with a capital, and other languages have other words for places and fields, so
 * any other capital proves nothing there.
 */
export function isSureName({ words, text }: NameMention): boolean {
  const [first] = words;
  if (first === undefined) return false;
  if (words.length === 1) return first.isOdd || toEnglishNames(first.folded).length > 0;
  if (words.some(({ folded }) => UNIVERSITY.test(folded))) return true;
  const isEnglishName = words.some(({ folded }) => isKnownPlain(folded) || isEverydayWord(folded));
  return words.every(({ isStart }) => !isStart) && (isEnglishName || toEnglishNames(fold(text)).length > 0);
}
