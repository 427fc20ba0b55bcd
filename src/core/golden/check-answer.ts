import type { AnswerDone, Outcome } from '../answer/answer-event.ts';
import { holds } from './fold-text.ts';
import type { GoldenQuestion } from './golden-question.ts';

/** As much of an answer as is checked. */
export type GivenAnswer = Pick<AnswerDone, 'text' | 'outcome' | 'degradedBy'>;

/** How an answer compares with what is expected. */
export type Verdict =
  | { readonly kind: 'passed' }
  /** Answered, but without these wordings. */
  | { readonly kind: 'lacking'; readonly missing: readonly string[] }
  /** Called unknown, although the files say it. */
  | { readonly kind: 'refused' }
  /** Answered, although the files do not say it. */
  | { readonly kind: 'invented' }
  /** With all that is expected, and with more than the passages say. */
  | { readonly kind: 'ungrounded' }
  /** There was no whole answer to check, for a reason that lies in a service. */
  | { readonly kind: 'broken'; readonly outcome: Outcome };

/** Compares an answer with what is expected of it. */
export function checkAnswer({ expectation }: GoldenQuestion, { text, outcome, degradedBy }: GivenAnswer): Verdict {
  if (outcome === 'failed' || outcome === 'refused') return { kind: 'broken', outcome };
  if (expectation.kind === 'unknown') return outcome === 'unknown' ? { kind: 'passed' } : { kind: 'invented' };
  if (outcome === 'unknown') return { kind: 'refused' };
  const missing = expectation.groups.filter((wordings) => !wordings.some((wording) => holds(text, wording)));
  if (missing.length > 0) return { kind: 'lacking', missing: missing.map(toAlternatives) };
  if (degradedBy === 'grounding') return { kind: 'ungrounded' };
  return outcome === 'degraded' ? { kind: 'broken', outcome } : { kind: 'passed' };
}

/** Says in one sentence what is wrong with an answer; nothing when it passed. `isNew`: an earlier version passed. */
export function toProblem(
  { question }: GoldenQuestion,
  verdict: Verdict,
  { isNew }: { readonly isNew: boolean },
): string | undefined {
  switch (verdict.kind) {
    case 'passed':
      return undefined;
    case 'lacking':
      return `“${question}” ${isNew ? 'no longer says' : 'does not say'} ${verdict.missing.join(' or ')}.`;
    case 'refused':
      return `“${question}” is ${isNew ? 'no longer' : 'not'} answered.`;
    case 'invented':
      return `“${question}” is ${isNew ? 'now ' : ''}answered, although it must be unknown.`;
    case 'ungrounded':
      return `“${question}” ${isNew ? 'now says' : 'says'} something that the files do not.`;
    case 'broken':
      return `“${question}” got no whole answer (${verdict.outcome}).`;
  }
}

function toAlternatives(wordings: readonly string[]): string {
  return wordings.map((wording) => `“${wording}”`).join(' / ');
}
