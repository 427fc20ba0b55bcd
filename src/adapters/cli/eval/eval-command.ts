import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InputError } from '../../../core/errors.ts';
import type { Examiner } from '../../../core/golden/examiner.ts';
import type { GoldenSet } from '../../../core/golden/golden-question.ts';
import { toScore } from '../../../core/golden/score.ts';
import type { Clock } from '../../../core/ports.ts';
import { makeFolder } from '../../../support/make-folder.ts';
import { reportFailure } from '../failure.ts';
import type { FailureOptions } from '../failure.ts';
import { EXIT } from '../output.ts';
import type { ExitStatus, Output } from '../output.ts';
import { toEvalJson } from './eval-json.ts';
import { runQuestions } from './eval-run.ts';
import { toEvalTable } from './eval-table.ts';
import type { Evaluation } from './evaluation.ts';
import { toReportPage } from './report-page.ts';

/** What `eval` works with. */
export interface EvalCommandOptions extends Output, FailureOptions {
  readonly examiner: Examiner;
  /** Nothing where there is no file of golden questions. */
  readonly golden: GoldenSet | undefined;
  readonly personaName: string;
  /** What answers, for people: `local index, openai/gpt-oss-20b`. */
  readonly engines: string;
  readonly clock: Clock;
  /** Absolute paths. */
  readonly reportFile: string;
  readonly jsonFile: string | undefined;
}

const NO_QUESTIONS =
  'There are no golden questions. Write some into golden.jsonl in the data folder, one per line: ' +
  '{"question": "Where do you live?", "contains": ["Rotterdam"]} or {"question": "What do you earn?", "unknown": true}';

/** Asks all golden questions, prints what came of it and writes the report; fails when any question does. */
export async function runEval(options: EvalCommandOptions): Promise<ExitStatus> {
  const { golden, personaName, engines, clock, reportFile, jsonFile, out, err } = options;
  try {
    if (golden === undefined || golden.questions.length === 0) throw new InputError(NO_QUESTIONS);
    for (const warning of golden.warnings) err(`${warning}\n`);
    const all = await runQuestions(golden.questions, options);
    const score = toScore(all);
    const evaluation: Evaluation = { at: new Date(clock.now()), personaName, engines, all, score };
    out(toEvalTable(evaluation));
    await write(reportFile, toReportPage(evaluation));
    if (jsonFile !== undefined) await write(jsonFile, toEvalJson(evaluation));
    out(`\nReport: ${reportFile}\n`);
    return score.passedCount === score.questionCount ? EXIT.ok : EXIT.failed;
  } catch (error) {
    return reportFailure(error, options);
  }
}

async function write(path: string, text: string): Promise<void> {
  try {
    makeFolder(dirname(path));
    await writeFile(path, text);
  } catch (error) {
    throw new InputError(`${path} cannot be written. Name another file.`, { cause: error });
  }
}
