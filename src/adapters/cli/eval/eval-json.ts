import { toProblem } from '../../../core/golden/check-answer.ts';
import { isCited, isGrounded } from '../../../core/golden/score.ts';
import type { Examined } from '../../../core/golden/examiner.ts';
import type { Evaluation } from './evaluation.ts';

/** The evaluation for programs, as indented JSON. */
export function toEvalJson({ at, personaName, engines, all, score }: Evaluation): string {
  const body = { at: at.toISOString(), persona: personaName, engines, score, questions: all.map(toEntry) };
  return `${JSON.stringify(body, undefined, 2)}\n`;
}

function toEntry(examined: Examined): object {
  const { golden, verdict, text, sources, passages, failure: _failure, ...measured } = examined;
  return {
    question: golden.question,
    audience: golden.audience,
    after: golden.after,
    ...(golden.expectation.kind === 'unknown' ? { unknown: true } : { contains: golden.expectation.groups }),
    verdict: verdict.kind,
    problem: toProblem(golden, verdict, { isNew: false }),
    ...measured,
    isCited: isCited(examined),
    isGrounded: isGrounded(examined),
    answer: text,
    sources: sources.map(({ number, title, file }) => ({ number, title, file })),
    passages: passages.map(({ chunk, score }) => ({ title: chunk.title, source: chunk.source, score })),
  };
}
