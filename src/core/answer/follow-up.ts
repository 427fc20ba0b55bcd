import type { WeightedText } from '../ports.ts';
import type { StoredTurn } from '../state-store.ts';
import { findAnchor, findDefinites, findNames, readCues, toContent } from './follow-up-cues.ts';
import type { Cues } from './follow-up-cues.ts';

/** A question as it can be searched for in the light of a conversation. */
export interface FollowUp {
  /** Whether it leans on the conversation. */
  readonly isFollowUp: boolean;
  /** What to search for. */
  readonly text: string;
  /** What to choose by in what was found. */
  readonly searchText: string;
  /** What it leans on; empty for a question that stands alone. */
  readonly context: readonly WeightedText[];
  /** Whether the answer is what comes before or after the thing that was told last. */
  readonly direction: 'before' | 'after' | undefined;
  /** The newest turn that cited something. */
  readonly told: StoredTurn | undefined;
  /** The name of the thing before or after which the question itself asks: `Where did you work before Acme?` */
  readonly anchor: string | undefined;
}

/** Against the question's own words: enough to choose among like chunks, too little to find one by itself. */
const CONTEXT_WEIGHT = 0.5;
/** Of an answer, from its beginning. */
const MAX_NAMES = 4;
/** Up to so many words no question says all of what it asks. */
const FRAGMENT_WORDS = 2;

/**
 * Whether a question cannot be understood without what was said before. One that speaks to the twin and has content of its
 * own stands alone (`Where did you study?`), and so does one that brings a name of its own before any `it` or `they`.
 */
export function leansOnHistory(question: string, history: readonly StoredTurn[]): boolean {
  return history.length > 0 && leans(question, history, readCues(question));
}

/**
 * Puts a question into its conversation by rule. One that leans on it gets the title of what was cited last as context;
 * one without any word of its own (`And before that?`) is searched for as the last question that had some.
 */
export function toFollowUp(question: string, history: readonly StoredTurn[]): FollowUp {
  const cues = readCues(question);
  const told = history.findLast(({ citedTitles }) => citedTitles.length > 0);
  if (history.length === 0 || !leans(question, history, cues)) {
    const anchor = findAnchor(question);
    const { name, direction } = anchor ?? {};
    return { isFollowUp: false, text: question, searchText: question, context: [], direction, told, anchor: name };
  }
  const asked = lastContentQuestion(history);
  const isBare = cues.terms.length === 0;
  return {
    isFollowUp: true,
    text: isBare ? (asked ?? question) : question,
    // Without content of its own it is answered with the beginning of what was found.
    searchText: isBare && cues.direction !== undefined ? `And ${cues.direction} that?` : question,
    context: toContext({ cues, told, asked: isBare ? undefined : asked }),
    direction: cues.direction,
    told,
    anchor: undefined,
  };
}

function leans(question: string, history: readonly StoredTurn[], cues: Cues): boolean {
  const said = new Set(history.flatMap(toSaid).flatMap(toContent));
  const ownName = findNames(question).find(({ terms }) => !terms.some((term) => said.has(term)));
  if (cues.saysThere) return true;
  if (cues.anaphorAt !== -1) return ownName === undefined || ownName.at > cues.anaphorAt;
  const isWhole = cues.saysYou && cues.terms.length > 0;
  if (cues.isContinued) return !isWhole;
  if (cues.wordCount <= FRAGMENT_WORDS || cues.direction !== undefined) return true;
  if (ownName !== undefined) return false;
  if (cues.asksForOther || findDefinites(question).some((term) => said.has(term))) return true;
  return cues.terms.length <= 1 && !cues.saysYou;
}

function toContext(leaning: {
  readonly cues: Cues;
  readonly told: StoredTurn | undefined;
  readonly asked: string | undefined;
}): readonly WeightedText[] {
  const { cues, told, asked } = leaning;
  const title = told?.citedTitles[0];
  const isTurningAway = cues.asksForOther || isSwap(cues);
  const texts = [
    ...(title === undefined ? [] : [isTurningAway && cues.direction === undefined ? toSection(title) : title]),
    // What comes before or after is found from the thing itself, which the answer names.
    ...(told === undefined || cues.direction === undefined ? [] : [toNames(told.answer)]),
    ...(asked !== undefined && (title === undefined || isSwap(cues)) ? [asked] : []),
  ];
  return texts.filter((text) => text !== '').map((text) => ({ text, weight: CONTEXT_WEIGHT }));
}

function toNames(answer: string): string {
  const names = findNames(answer).map(({ text }) => text);
  return [...new Set(names)].slice(0, MAX_NAMES).join(' ');
}

/** `What about Rust?` asks the last question again, of something else. */
function isSwap({ isContinued, saysThere, anaphorAt, direction, terms }: Cues): boolean {
  return isContinued && !saysThere && anaphorAt === -1 && direction === undefined && terms.length > 0;
}

/** The breadcrumb without its last step, as long as a section is left: `Maya > Experience`. */
export function toSection(title: string): string {
  const steps = title.split(' > ');
  return steps.length < 3 ? title : steps.slice(0, -1).join(' > ');
}

function lastContentQuestion(history: readonly StoredTurn[]): string | undefined {
  return history.findLast(({ question }) => toContent(question).length > 0)?.question;
}

function toSaid({ question, answer, citedTitles }: StoredTurn): readonly string[] {
  return [question, answer, ...citedTitles];
}
