import { toProblem } from '../../../core/golden/check-answer.ts';
import type { Spread } from '../../../core/golden/score.ts';
import type { Evaluation } from './evaluation.ts';

/** The evaluation for a terminal: the counts, then what failed. */
export function toEvalTable({ all, score, engines }: Evaluation): string {
  const { answerableCount, unknownCount, spokenCount } = score;
  const rows = [
    ['found', toShare(score.foundCount, answerableCount), 'all that is needed stood in the passages'],
    ['answered', toShare(score.answeredCount, answerableCount), 'of the questions that the files answer'],
    ['right', toShare(score.rightCount, answerableCount), 'with everything that is expected'],
    ['refused wrongly', toShare(score.refusedWronglyCount, answerableCount), 'called unknown, though the files say it'],
    ['refused rightly', toShare(score.refusedRightlyCount, unknownCount), 'of the questions that they do not answer'],
    ['invented', toShare(score.inventedCount, unknownCount), 'answered all the same'],
    ['cited', toShare(score.citedCount, spokenCount), 'of all answers'],
    ['grounded', toShare(score.groundedCount, spokenCount), 'of all answers: nothing that the passages do not say'],
    ['tokens', `${toCount(score.promptTokens)} in, ${toCount(score.completionTokens)} out`, ''],
    ['first words', toSpreadText(score.firstDeltaMs), ''],
    ['whole answer', toSpreadText(score.totalMs), ''],
  ] as const;
  const lines = rows.map(([name, value, remark]) => `  ${name.padEnd(17)}${value.padEnd(22)}${remark}`.trimEnd());
  const problems = all.flatMap(({ golden, verdict }) => toProblem(golden, verdict, { isNew: false }) ?? []);
  const result = `${score.passedCount} of ${score.questionCount} golden questions passed`;
  return [
    `${result} (${engines}).`,
    '',
    ...lines,
    ...(problems.length === 0 ? [] : ['', 'Failed:', ...problems.map((problem) => `  ${problem}`)]),
    '',
  ].join('\n');
}

/** `43 of 44   98 %`. */
export function toShare(count: number, total: number): string {
  const share = total === 0 ? '–' : `${Math.round((count / total) * 100)} %`;
  return `${`${count} of ${total}`.padEnd(11)}${share.padStart(5)}`;
}

/** `1,234`. */
export function toCount(count: number): string {
  return count.toLocaleString('en');
}

function toSpreadText({ p50, p95 }: Spread): string {
  return `p50 ${toCount(p50)} ms, p95 ${toCount(p95)} ms`;
}
