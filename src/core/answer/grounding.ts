import { setImmediate } from 'node:timers/promises';
import type { Passage, Persona } from '../profile/chunk.ts';
import { findAddresses, isAddressIn } from './grounding/addresses.ts';
import { breaksIn, inClauseOf } from './grounding/clauses.ts';
import { isDerived } from './grounding/derived.ts';
import { findDates } from './grounding/dates.ts';
import type { DateMention } from './grounding/dates.ts';
import { findRangeFaults } from './grounding/match-range.ts';
import { toEvidence } from './grounding/evidence.ts';
import type { Evidence } from './grounding/evidence.ts';
import { isDateIn, isWeekdayWithin } from './grounding/match-date.ts';
import { isListCount } from './grounding/list-count.ts';
import { isNameIn } from './grounding/match-name.ts';
import { isNumberIn } from './grounding/match-number.ts';
import { without } from './grounding/mention.ts';
import type { Mention } from './grounding/mention.ts';
import { findNames, isSureName } from './grounding/names.ts';
import type { NameMention } from './grounding/names.ts';
import { findNumbers } from './grounding/numbers.ts';
import type { NumberMention } from './grounding/numbers.ts';
import { isEnglish } from './grounding/language.ts';
import { toSentences } from './grounding/readable.ts';
import type { Sentence } from './grounding/readable.ts';
import { withShortDegrees } from './grounding/short-degrees.ts';
import { findTitles, isTitleIn } from './grounding/titles.ts';

/** What sort of statement nothing supports; `citation` is a number or date that stands in another passage than the cited ones. */
export type UngroundedKind = 'number' | 'date' | 'name' | 'title' | 'citation';

/** Something that an answer says and nothing that it was written from does. */
export interface Ungrounded {
  readonly kind: UngroundedKind;
  /** As the answer writes it. */
  readonly text: string;
}

/** What an answer may rest on. */
export interface Grounds {
  /** All passages that the model was shown. */
  readonly passages: readonly Passage[];
  readonly question: string;
  readonly persona: Pick<Persona, 'name' | 'headline'>;
  /** What the same person asked before in this conversation. */
  readonly earlierQuestions: readonly string[];
  /** The time of the answer, epoch ms: what goes on is so old by now. */
  readonly now: number;
}

/** Several times what a model's answer may be long. */
const MAX_CHECKED_CHARS = 40_000;
const MAX_BLOCKING_MS = 10;

/**
 * Looks up every number, date, name and title of a finished answer in what it was written from, without a model. Gives what
 * is nowhere, each once, in the order of the answer. It knows words, not meanings: a true value in a wrong place is not seen. What
 * stands behind the first 40,000 characters is not read; the event loop is free between the sentences.
 */
export async function findUngrounded(answer: string, grounds: Grounds): Promise<readonly Ungrounded[]> {
  const evidence = toGroundEvidence(grounds);
  const sentences = toSentences(answer.slice(0, MAX_CHECKED_CHARS));
  const isEnglishAnswer = isEnglish(answer);
  const years = new Set(evidence.flatMap(({ dates }) => dates.flatMap(({ year }) => year ?? [])));
  const said: NumberMention[] = [];
  const found: Ungrounded[] = [];
  let pausedAt = performance.now();
  for (const [index, sentence] of sentences.entries()) {
    found.push(
      ...checkSentence(sentence, {
        evidence,
        years,
        said,
        sentencesAfter: sentences.length - index - 1,
        isEnglishAnswer,
      }),
    );
    if (performance.now() - pausedAt < MAX_BLOCKING_MS) continue;
    await setImmediate();
    pausedAt = performance.now();
  }
  const seen = new Set<string>();
  return found.filter(({ kind, text }) => {
    const key = `${kind} ${text.toLowerCase()}`;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

function toGroundEvidence({ passages, question, persona, earlierQuestions, now }: Grounds): readonly Evidence[] {
  const known = passages.map(({ chunk }) => `${chunk.title}\n${chunk.text}\n${chunk.link ?? ''}`);
  return [
    ...known.map((text) => toEvidence(text, { isPassage: true, now })),
    ...[`${persona.name}. ${persona.headline}`, question, ...earlierQuestions].map((text) =>
      toEvidence(text, { isPassage: false, now }),
    ),
  ];
}

interface Known {
  readonly evidence: readonly Evidence[];
  /** All that it names. */
  readonly years: ReadonlySet<number>;
  /** The borne-out numbers of the sentences before; each sentence adds its own. */
  readonly said: NumberMention[];
  readonly sentencesAfter: number;
  readonly isEnglishAnswer: boolean;
}

/** How many numbers back a sum or difference may reach. */
const OPERANDS = 6;

type Found = Ungrounded & { readonly at: number };

function checkSentence(
  sentence: Sentence,
  { evidence, years, said, sentencesAfter, isEnglishAnswer }: Known,
): readonly Ungrounded[] {
  const text = withShortDegrees(sentence.text);
  const addresses = findAddresses(text);
  const bare = without(text, addresses);
  const dates = findDates(bare);
  const undated = without(bare, dates);
  const numbers = findNumbers(undated);
  const titles = findTitles(without(undated, numbers));
  const capitals = findNames(without(without(undated, numbers), titles), sentence);
  const names = capitals.filter((name) => isEnglishAnswer || isSureName(name));
  const breaks = dates.length === 0 ? [] : breaksIn(undated);
  const home = (date: DateMention): readonly Evidence[] => toHome(inClauseOf(breaks, date, names), evidence);
  const isDate = (date: DateMention): boolean => isDateIn(date, home(date)) || isWeekdayWithin(date, home(date));
  const known = numbers.filter((number) => isNumberIn(number, evidence));
  const numbersBefore = said.slice(-OPERANDS);
  said.push(...known);
  const isNumber = (number: NumberMention): boolean =>
    known.includes(number) ||
    isListCount(number, { sentence, sentencesAfter, evidence }) ||
    isDerived(number, { text, numbers: [...numbersBefore, ...known], dates, years });
  const missing = [
    ...pick('name', addresses, ({ text: address }) => isAddressIn(address, evidence)),
    ...pick('date', dates, isDate),
    ...pick('date', findRangeFaults(bare, dates, evidence), () => false),
    ...pick('number', numbers, isNumber),
    ...pick('title', titles, (title) => isTitleIn(title, evidence)),
    ...pick('name', names, (name) => isNameIn(name, evidence)),
    ...findMiscited(sentence, { evidence, dates: dates.filter(isDate), numbers: numbers.filter(isNumber) }),
  ];
  return missing.toSorted((a, b) => a.at - b.at).map(({ kind, text: written }) => ({ kind, text: written }));
}

/** Dates and numbers that some passage gives, but none of those that stand cited beside them. */
function findMiscited(
  { cited }: Sentence,
  {
    evidence,
    dates,
    numbers,
  }: {
    readonly evidence: readonly Evidence[];
    readonly dates: readonly DateMention[];
    readonly numbers: readonly NumberMention[];
  },
): readonly Found[] {
  const passages = cited.flatMap((number) => evidence[number - 1] ?? []);
  if (!passages.some(({ isPassage }) => isPassage)) return [];
  const allowed = [...passages, ...evidence.filter(({ isPassage }) => !isPassage)];
  const isElsewhere = (number: NumberMention): boolean => isNumberIn(number, evidence) && !isNumberIn(number, allowed);
  return [
    ...pick('citation', dates, (date) => isDateIn(date, allowed) || isWeekdayWithin(date, allowed)),
    ...pick('citation', numbers, (number) => !isElsewhere(number)),
  ];
}

/** A name that stands in most passages says nothing about where a statement comes from. */
const COMMON_SHARE = 0.5;

/** The texts that speak of what a sentence names: its dates, numbers and titles must come from there. All texts, when it names nothing particular. */
function toHome(names: readonly NameMention[], evidence: readonly Evidence[]): readonly Evidence[] {
  const passages = evidence.filter(({ isPassage }) => isPassage);
  const home = new Set(
    names.flatMap((name) => {
      const known = passages.filter((one) => isNameIn(name, [one]));
      return known.length > passages.length * COMMON_SHARE ? [] : known;
    }),
  );
  return home.size === 0 ? evidence : evidence.filter((one) => !one.isPassage || home.has(one));
}

function pick<T extends Mention>(
  kind: UngroundedKind,
  mentions: readonly T[],
  isGrounded: (mention: T) => boolean,
): readonly Found[] {
  return mentions.filter((mention) => !isGrounded(mention)).map(({ text, at }) => ({ kind, text, at }));
}
