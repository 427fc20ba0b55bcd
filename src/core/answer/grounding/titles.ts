import { ABBREVIATIONS } from './abbreviations.ts';
import type { Evidence } from './evidence.ts';
import { toStem } from './fold.ts';
import type { Mention } from './mention.ts';
import { DEGREES, ROLE_NOUNS, TITLE_MODIFIERS } from './title-words.ts';
import { toWordsIn } from './words-in.ts';
import type { Word } from './words-in.ts';

/** A job title or a degree, from its first modifier on. */
export interface TitleMention extends Mention {
  /** Stems; the role or the degree's level is last. */
  readonly stems: readonly string[];
  /** Stems of a field behind it: `of science`, `in economics`. */
  readonly field: readonly string[];
  readonly isDegree: boolean;
}

/** A master of anything else is good at it. */
const ACADEMIC = new Set(
  'science arts art engineering business law laws philosophy fine public education music architecture divinity social studies'.split(
    ' ',
  ),
);
const FIELD_LINK = new Set(['of', 'in']);
const MAX_MODIFIERS = 5;
const SCIENCE = new Map([
  ['bsc', 'science'],
  ['bs', 'science'],
  ['msc', 'science'],
  ['ms', 'science'],
  ['ba', 'art'],
  ['ma', 'art'],
  ['beng', 'engineering'],
  ['meng', 'engineering'],
]);

/** Every job title and degree in a text. A role noun that something else stands behind (`engineer` in `engineer shortage`) is none. */
export function findTitles(text: string): readonly TitleMention[] {
  const words = toWordsIn(text);
  const found: TitleMention[] = [];
  words.forEach((_word, index) => {
    const degree = toDegree(words, index);
    if (degree !== undefined) found.push(degree);
    else if (isRole(words, index)) found.push(toRole(words, index));
  });
  return found.filter(
    (title, index) => !found.some((other, place) => place > index && other.at <= title.at && other.end >= title.end),
  );
}

function isRole(words: readonly Word[], index: number): boolean {
  const stem = words[index]?.stem ?? '';
  if (!ROLE_NOUNS.has(stem)) return false;
  const next = words[index + 1];
  const isModifier =
    TITLE_MODIFIERS.has(stem) && next?.isJoined === true && (isRoleWord(next) || TITLE_MODIFIERS.has(next.folded));
  // `lead`, `head`, `chief`, `partner` and the like are also verbs and adjectives: a title has an article, a modifier or a capital.
  const isVague =
    /^(?:lead|head|chief|chair|principal|partner|cook|coach|mentor|fellow|judge|steward|intern|graduate|pilot|associate|executive|owner|author|pm|ta|volunteer|student|contributor|creator|organizer|organiser)$/.test(
      stem,
    );
  return !isModifier && (!isVague || words[index]?.isCapital === true || modifiersBefore(words, index) > 0);
}

function isRoleWord({ stem }: Word): boolean {
  return ROLE_NOUNS.has(stem);
}

function modifiersBefore(words: readonly Word[], index: number): number {
  let count = 0;
  while (count < MAX_MODIFIERS && words[index - count]?.isJoined === true) {
    const before = words[index - count - 1];
    if (before === undefined || !TITLE_MODIFIERS.has(before.folded)) break;
    count += 1;
  }
  return count;
}

function toRole(words: readonly Word[], index: number): TitleMention {
  const phrase = words.slice(index - modifiersBefore(words, index), index + 1);
  const stems = phrase.map(({ stem }) => stem);
  return { ...toPlace(phrase), stems, field: fieldAfter(words, index, ['of']), isDegree: false };
}

/** A degree word counts with `of`, `in`, `degree`, a possessive or a bracket behind it, or alone when it can be nothing else. */
function toDegree(words: readonly Word[], index: number): TitleMention | undefined {
  const word = words[index];
  const level = DEGREES.get(word?.folded ?? '');
  if (word === undefined || level === undefined) return undefined;
  const next = words[index + 1]?.folded ?? '';
  const isPlain = /^(?:phd|doctorate|doctoral|bachelor|bachelors|bsc|msc|mba|beng|meng|dphil|diploma|masters)$/.test(
    word.folded,
  );
  const isShort = /^(?:bs|ba|ms|ma)$/.test(word.folded);
  if (isShort && word.text !== word.text.toUpperCase()) return undefined;
  const isMarked = word.isPossessive || (/^(?:of|in|degree|thesis)$/.test(next) && words[index + 1]?.isJoined === true);
  const from = next === 'degree' ? index + 1 : index;
  if (word.text === 'master' && !word.isPossessive && next === 'of' && !ACADEMIC.has(words[from + 2]?.folded ?? ''))
    return undefined;
  const isLevel = isPlain || (isMarked && (!isShort || next === 'in' || next === 'degree'));
  if (!isLevel || (level === 'associate' && next !== 'degree' && next !== 'of')) return undefined;
  const short = SCIENCE.get(word.folded);
  const field = [...(short === undefined ? [] : [short]), ...fieldAfter(words, from, ['of', 'in'])];
  return { ...toPlace(words.slice(index, from + 1)), stems: [level], field, isDegree: true };
}

/** The word behind `of` or `in`: enough to tell science from arts, and research from sales. */
function fieldAfter(words: readonly Word[], index: number, links: readonly string[]): readonly string[] {
  const link = words[index + 1];
  const first = words[index + 2];
  if (link === undefined || first === undefined || !link.isJoined || !first.isJoined) return [];
  if (!links.includes(link.folded) || !FIELD_LINK.has(link.folded)) return [];
  return /^(?:the|a|an|my|our|her|his|their|its|this|that|all|both|\d.*)$/.test(first.folded) ? [] : [first.stem];
}

function toPlace(words: readonly Word[]): Mention {
  const at = words[0]?.at ?? 0;
  const end = words.at(-1)?.end ?? at;
  return { text: words.map(({ text }) => text).join(' '), at, end };
}

/** How far before its role a modifier may stand: `Staff Software Engineer` is also a staff engineer. */
const REACH = 5;

/** How far behind a degree its field may stand. */
const FIELD_REACH = 10;

/** Whether one text gives this title: its role, with all of its modifiers directly before it. */
export function isTitleIn(title: TitleMention, evidence: readonly Evidence[]): boolean {
  return evidence.some((known) => (title.isDegree ? isDegreeIn(title, known) : isRoleIn(title, known)));
}

function isDegreeIn({ stems, field }: TitleMention, evidence: Evidence): boolean {
  const { words, stems: known } = evidence;
  const short = (stem: string): readonly string[] =>
    [...SCIENCE].flatMap(([word, long]) => (long === stem ? [word] : []));
  return words.some((word, index) => {
    if (DEGREES.get(word.folded) !== stems[0] || !isDegreeWord(evidence, index)) return false;
    const after = words.slice(index, index + FIELD_REACH).map(({ stem }) => stem);
    const isStrict = words[index + 1]?.folded === 'of';
    return field.every(
      (stem) =>
        [stem, ...spelledOut(stem)].some((form) => (isStrict ? after.includes(form) : known.has(form))) ||
        short(stem).includes(word.folded),
    );
  });
}

/** The first words of what a short form stands for: `AI` is artificial intelligence. */
function spelledOut(stem: string): readonly string[] {
  return (ABBREVIATIONS.get(stem) ?? []).map((long) => toStem(long.split(' ', 1)[0] ?? ''));
}

/** Not the level of a skill: `JavaScript (Master)`, `level: Master`. */
function isDegreeWord({ words, plain }: Evidence, index: number): boolean {
  const word = words[index];
  if (word === undefined || !/^(?:master|associate)$/.test(word.folded)) return true;
  const isBracketed = plain[word.at - 1] === '(' && plain[word.end] === ')';
  return !isBracketed && words[index - 1]?.folded !== 'level' && words[index - 1]?.folded !== 'scrum';
}

function isRoleIn({ stems, field }: TitleMention, { words, stems: known }: Evidence): boolean {
  // `Chief Technology Officer` for `CTO`.
  if (stems.length > 2 && stems.at(-1) === 'officer' && known.has(stems.map(([first]) => first).join(''))) return true;
  const role = stems.at(-1) ?? '';
  const modifiers = stems.slice(0, -1).filter((stem) => stem !== 'former');
  if (!field.every((stem) => known.has(stem))) return false;
  return words.some((word, index) => {
    if (word.stem !== role && !isAlias(role, word.stem)) return false;
    const before = words.slice(Math.max(0, index - REACH), index).map(({ stem }) => stem);
    return modifiers.every((stem) => before.includes(stem) || isSpelledTogether(stem, before));
  });
}

function isSpelledTogether(stem: string, before: readonly string[]): boolean {
  return before.some((part, index) => part + (before[index + 1] ?? '') === stem.replace('-', ''));
}

const ALIASES = [
  ['cofounder', 'founder'],
  ['vp', 'president'],
  ['ceo', 'president'],
  ['ta', 'assistant'],
  ['adviser', 'advisor'],
  ['lead', 'leader'],
  ['organiser', 'organizer'],
  ['counsellor', 'counselor'],
];

function isAlias(a: string, b: string): boolean {
  return ALIASES.some(([one, other]) => (one === a && other === b) || (one === b && other === a));
}
