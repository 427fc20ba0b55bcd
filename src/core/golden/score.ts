import { citedNumbers } from '../answer/citations.ts';
import type { Examined } from './examiner.ts';

/** Half of the values are at most `p50`, 95 % at most `p95`. */
export interface Spread {
  readonly p50: number;
  readonly p95: number;
}

/** All golden questions in numbers. */
export interface Score {
  readonly questionCount: number;
  readonly passedCount: number;
  /** Questions that the files answer. */
  readonly answerableCount: number;
  /** Of these: everything needed stood in the passages. */
  readonly foundCount: number;
  /** Of these: answered, rightly or not. */
  readonly answeredCount: number;
  /** Of these: answered with everything that was expected. */
  readonly rightCount: number;
  /** Of these: called unknown. */
  readonly refusedWronglyCount: number;
  /** Of what was answered at all: with a citation, and none to a passage that is not there. */
  readonly citedCount: number;
  /** Of what was answered at all: nothing in it that the passages do not say. */
  readonly groundedCount: number;
  /** Everything that was answered, to compare the two before with. */
  readonly spokenCount: number;
  /** Questions that the files do not answer. */
  readonly unknownCount: number;
  readonly refusedRightlyCount: number;
  readonly inventedCount: number;
  /** Without a whole answer, since a service failed. */
  readonly brokenCount: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Milliseconds. */
  readonly firstDeltaMs: Spread;
  readonly totalMs: Spread;
}

/** Counts what was examined. */
export function toScore(all: readonly Examined[]): Score {
  const answerable = all.filter(({ golden }) => golden.expectation.kind === 'contains');
  const unknown = all.filter(({ golden }) => golden.expectation.kind === 'unknown');
  const spoken = all.filter(isAnswered);
  return {
    questionCount: all.length,
    passedCount: countVerdicts(all, 'passed'),
    answerableCount: answerable.length,
    foundCount: answerable.filter(({ foundRank }) => foundRank !== undefined).length,
    answeredCount: answerable.filter(isAnswered).length,
    rightCount: countVerdicts(answerable, 'passed'),
    refusedWronglyCount: countVerdicts(answerable, 'refused'),
    citedCount: spoken.filter(isCited).length,
    groundedCount: spoken.filter(isGrounded).length,
    spokenCount: spoken.length,
    unknownCount: unknown.length,
    refusedRightlyCount: countVerdicts(unknown, 'passed'),
    inventedCount: countVerdicts(unknown, 'invented'),
    brokenCount: countVerdicts(all, 'broken'),
    promptTokens: sum(all.map(({ promptTokens }) => promptTokens)),
    completionTokens: sum(all.map(({ completionTokens }) => completionTokens)),
    firstDeltaMs: toSpread(all.flatMap(({ firstDeltaMs }) => firstDeltaMs ?? [])),
    totalMs: toSpread(all.map(({ totalMs }) => totalMs)),
  };
}

/** Whether something was said about the person, whole or not. */
export function isAnswered({ outcome }: Examined): boolean {
  return outcome === 'answered' || outcome === 'degraded';
}

/** Whether an answer cites, and only passages that it was given. */
export function isCited({ text, passages }: Examined): boolean {
  const numbers = citedNumbers(text);
  return numbers.length > 0 && numbers.every((number) => number >= 1 && number <= passages.length);
}

/** Whether nothing in an answer was found to be missing from the passages. */
export function isGrounded({ degradedBy }: Examined): boolean {
  return degradedBy !== 'grounding';
}

/** Nearest rank; zeros when there are no values. */
export function toSpread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { p50: at(0.5), p95: at(0.95) };
}

function countVerdicts(all: readonly Examined[], kind: Examined['verdict']['kind']): number {
  return all.filter(({ verdict }) => verdict.kind === kind).length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
