import { UpstreamError } from '../../../core/errors.ts';
import { toProblem } from '../../../core/golden/check-answer.ts';
import type { Examined, Examiner } from '../../../core/golden/examiner.ts';
import type { GoldenQuestion } from '../../../core/golden/golden-question.ts';
import type { Cancellable, Clock } from '../../../core/ports.ts';
import type { Output } from '../output.ts';

/** What asks the questions. */
export interface EvalRunOptions extends Cancellable, Pick<Output, 'err'> {
  readonly examiner: Examiner;
  readonly clock: Clock;
}

/** A model with a small quota says when to come back; a whole evaluation is worth waiting for. */
const MAX_WAITS = 5;
const USUAL_WAIT_MS = 20_000;
const LONGEST_WAIT_MS = 90_000;

/** Asks one question after the other and tells on stderr how each went. */
export async function runQuestions(
  questions: readonly GoldenQuestion[],
  options: EvalRunOptions,
): Promise<readonly Examined[]> {
  const all: Examined[] = [];
  for (const golden of questions) {
    const examined = await examinePatiently(golden, options);
    options.signal.throwIfAborted();
    all.push(examined);
    const problem = toProblem(golden, examined.verdict, { isNew: false });
    const place = `${all.length}/${questions.length}`.padStart(7);
    options.err(`${problem === undefined ? 'ok' : '!!'} ${place}  ${problem ?? golden.question}\n`);
  }
  return all;
}

async function examinePatiently(
  golden: GoldenQuestion,
  { examiner, clock, signal, err }: EvalRunOptions,
): Promise<Examined> {
  for (let waitCount = 0; ; waitCount += 1) {
    const examined = await examiner.examine(golden, { signal });
    const { failure } = examined;
    const isBusy = failure instanceof UpstreamError && failure.kind === 'rate_limited';
    if (!isBusy || waitCount === MAX_WAITS) return examined;
    const waitMs = Math.min(failure.retryAfterMs ?? USUAL_WAIT_MS, LONGEST_WAIT_MS);
    err(`           The service is busy; asking again in ${Math.ceil(waitMs / 1000)} s.\n`);
    await clock.sleep(waitMs, signal);
  }
}
