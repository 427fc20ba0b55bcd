import type { Chunk } from '../../core/profile/chunk.ts';
import { toWantedForm } from '../../support/answer-form.ts';
import { toSubjectShare } from '../../support/framing.ts';
import type { Vocabulary } from './vocabulary.ts';

/** What is known of a passage that came back: nothing else may take part. */
export interface Evidence {
  /** Which of the question's terms it holds, or holds something like. */
  readonly matched: readonly string[];
  /** How near it is to the question; nothing where no vectors took part. */
  readonly cosine: number | undefined;
  /** Whether it lacks the form of the answer, such as a number for `How many`. */
  readonly lacksForm?: boolean | undefined;
}

/** How much the terms tell, within what the place may see. */
export interface TermWeights extends Pick<Vocabulary, 'weigh' | 'has'> {
  /** What the question writes as names. */
  readonly names?: ReadonlySet<string> | undefined;
}

/**
 * So much of an unknown word is thought to stand in every question and to be met by half. `Walk me through your CV` has
 * no subject to look for: such a question is neither refused nor answered for its words. Flat from .2 to .5.
 */
const DOUBT = 0.3;
const DOUBT_MET = 0.5;
/** A name that no chunk holds says more surely than any other word that the question is about something else. */
const UNKNOWN_NAME_FACTOR = 2;
/** What a passage counts for that lacks the form of the answer. Between .5 and .7 no measured profile tells a difference. */
const LACKING_SHARE = 0.5;
/** No term is empty, so this one weighs what a word of no chunk weighs. */
const UNKNOWN_TERM = '';

/**
 * How likely the passages hold an answer, 0 to 1: how much of the question one passage covers, words that name a subject
 * before words that frame a question; with vectors, the mean of that and of the same passage's cosine. One passage has to
 * bring both, for words from here and nearness from there are no answer.
 *
 * What it is worth depends on the index and the model: it is compared with a threshold that was measured on them.
 */
export function toConfidence(
  terms: readonly string[],
  evidence: readonly Evidence[],
  { weigh, has, names }: TermWeights,
): number {
  if (terms.length === 0) return 0;
  const most = weigh(UNKNOWN_TERM);
  const isName = (term: string): boolean => names?.has(term) === true || names?.has(term.toLowerCase()) === true;
  const toFactor = (term: string): number => (isName(term) && !has(term) ? UNKNOWN_NAME_FACTOR : 1);
  const toWeight = (term: string): number =>
    most === 0 ? 0 : (weigh(term) / most) * toSubjectShare(term) * toFactor(term);
  const total = sum([...new Set(terms)].map(toWeight)) + DOUBT;
  const judge = ({ matched, cosine, lacksForm = false }: Evidence): number => {
    const met = [...new Set(matched)].map((term) => toWeight(term) * (has(term) ? 1 : toLikenessShare(term.length)));
    const coverage = (sum(met) + DOUBT * DOUBT_MET) / total;
    const nearness = cosine === undefined ? coverage : (coverage + Math.max(0, cosine)) / 2;
    return lacksForm ? nearness * LACKING_SHARE : nearness;
  };
  return evidence.reduce((best, one) => Math.max(best, judge(one)), 0);
}

/** How far a word that is only like the asked one stands for it: hardly for four letters (`rust`, `trust`). */
function toLikenessShare(length: number): number {
  return Math.min(0.6, Math.max(0, (length - 3) * 0.12));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Tells of a chunk whether it lacks the form of the answer to a question. */
export function createFormCheck(question: string): (chunk: Chunk) => boolean {
  const hasForm = toWantedForm(question);
  return ({ title, text, hints }) => hasForm !== undefined && !hasForm(`${title}\n${text}\n${hints}`);
}
