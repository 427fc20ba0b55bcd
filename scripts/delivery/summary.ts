import type { Algorithm } from './deliverer.ts';
import { mean, quantile, sum } from './figures.ts';
import { oracleMeanMs } from './oracle.ts';
import { runScenario, type AnswerRun, type Run } from './run-scenario.ts';
import type { BenchScenario } from './scenarios.ts';

/** One algorithm in one scenario, over all seeds. Milliseconds, over all answers. */
export interface Summary {
  readonly algorithm: string;
  readonly firstP95Ms: number;
  readonly meanMs: number;
  readonly p95Ms: number;
  readonly completeMeanMs: number;
  readonly completeP95Ms: number;
  /** Per answer. */
  readonly requests: number;
  readonly limitedCount: number;
  readonly lostCount: number;
  readonly regressionCount: number;
  /** What the oracle needs, of an answer that is alone. */
  readonly oracleMs: number;
  /** Answers that had to let a later one finish whole before they showed a first word. */
  readonly overtakenCount: number;
}

/** Which runs to make. */
export interface Seeds {
  readonly first: number;
  readonly count: number;
}

/** Runs one algorithm over the seeds. */
export async function summarize(scenario: BenchScenario, algorithm: Algorithm, seeds: Seeds): Promise<Summary> {
  const runs: Run[] = [];
  const count = Math.max(1, Math.round(seeds.count * scenario.seedShare));
  for (let at = 0; at < count; at += 1) runs.push(await runScenario(scenario, algorithm, seeds.first + at));
  const answers = runs.flatMap((run) => run.answers);
  const of = (read: (answer: AnswerRun) => number): readonly number[] => answers.map(read);
  const { limit, roundTripMs, messageChars } = scenario;
  return {
    algorithm: algorithm.name,
    firstP95Ms: quantile(
      of(({ firstMs }) => firstMs),
      0.95,
    ),
    meanMs: mean(of(({ meanMs }) => meanMs)),
    p95Ms: mean(of(({ p95Ms }) => p95Ms)),
    completeMeanMs: mean(of(({ completeMs }) => completeMs)),
    completeP95Ms: quantile(
      of(({ completeMs }) => completeMs),
      0.95,
    ),
    requests: sum(runs.map(({ requestCount }) => requestCount)) / answers.length,
    limitedCount: sum(runs.map(({ limitedCount }) => limitedCount)),
    lostCount: sum(of(({ lostCount }) => lostCount)),
    regressionCount: sum(of(({ regressionCount }) => regressionCount)),
    oracleMs:
      scenario.group === 'single'
        ? mean(of(({ written }) => oracleMeanMs(written, { limit, roundTripMs, messageChars })))
        : 0,
    overtakenCount: sum(runs.map(countOvertaken)),
  };
}

function countOvertaken({ answers }: Run): number {
  const isOvertaken = (answer: AnswerRun): boolean =>
    answers.some((other) => other.startMs > answer.startMs && other.completeAt < answer.startMs + answer.firstMs);
  return answers.filter(isOvertaken).length;
}
