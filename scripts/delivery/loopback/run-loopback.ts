import { mean, quantile, sum } from '../figures.ts';
import { MAX_MESSAGE_CHARS } from '../../../src/adapters/discord/reply/call-buckets.ts';
import { oracleMeanMs } from '../oracle.ts';
import { createDiscordStage } from './discord-stage.ts';
import { FAULTED, TIMED, type LoopbackScenario } from './loopback-scenarios.ts';
import type { AnswerSeen } from './seen-answer.ts';
import { createSlackStage } from './slack-stage.ts';
import type { Stage } from './stage.ts';

/** What came of a scenario. Milliseconds, over its answers. */
export interface LoopbackResult {
  readonly scenario: LoopbackScenario;
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
  /** Answers whose end never stood there. */
  readonly unfinishedCount: number;
  readonly oracleMs: number;
  /** What stood there and was not the text. */
  readonly differences: readonly string[];
  /** Whether what was to go wrong did. */
  readonly isFaultMet: boolean;
  readonly problems: readonly string[];
}

/** How long the platforms take to answer what shows text. */
export const LOOPBACK_ROUND_TRIP_MS = 100;
/** Real processes are busy with each other: this many at once. */
const FAULTY_AT_ONCE = 6;

/** Runs everything: what is measured side by side, where no bucket is shared; then what goes wrong. */
export async function runLoopback(): Promise<readonly LoopbackResult[]> {
  const timed = await runTogether(TIMED, LOOPBACK_ROUND_TRIP_MS);
  const faulty: LoopbackResult[] = [];
  for (let at = 0; at < FAULTED.length; at += FAULTY_AT_ONCE) {
    faulty.push(...(await runTogether(FAULTED.slice(at, at + FAULTY_AT_ONCE), 0)));
  }
  return [...timed, ...faulty];
}

/** Every stage is set up before the first one plays: that takes the processor for a while. */
async function runTogether(
  scenarios: readonly LoopbackScenario[],
  roundTripMs: number,
): Promise<readonly LoopbackResult[]> {
  const sets: { readonly scenario: LoopbackScenario; readonly stage: Stage }[] = [];
  for (const scenario of scenarios) {
    const create = scenario.platform === 'discord' ? createDiscordStage : createSlackStage;
    sets.push({ scenario, stage: await create(roundTripMs) });
  }
  const results = await Promise.all(sets.map(({ scenario, stage }) => play(scenario, stage)));
  for (const { stage } of sets) await stage[Symbol.asyncDispose]();
  return results;
}

async function play(scenario: LoopbackScenario, stage: Stage): Promise<LoopbackResult> {
  if (scenario.fault !== undefined) stage.fail(scenario.fault.kind, scenario.fault.fault);
  const seen = await Promise.all(scenario.answers.map((asked) => stage.show(asked)));
  return toResult(scenario, seen, stage);
}

function toResult(scenario: LoopbackScenario, seen: readonly AnswerSeen[], stage: Stage): LoopbackResult {
  const of = (read: (answer: AnswerSeen) => number): readonly number[] => seen.map(read);
  const oracle = ({ written }: AnswerSeen): number =>
    oracleMeanMs(written, {
      limit: scenario.limit,
      roundTripMs: LOOPBACK_ROUND_TRIP_MS,
      messageChars: scenario.platform === 'discord' ? MAX_MESSAGE_CHARS : Infinity,
    });
  return {
    scenario,
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
    requests: stage.requestCount / seen.length,
    limitedCount: stage.limitedCount,
    lostCount: sum(of(({ lostCount }) => lostCount)),
    regressionCount: sum(of(({ regressionCount }) => regressionCount)),
    unfinishedCount: seen.filter(({ isWhole }) => !isWhole).length,
    oracleMs: scenario.isAlone && scenario.fault === undefined ? mean(of(oracle)) : 0,
    differences: seen.map(({ difference }) => difference).filter((difference) => difference !== ''),
    isFaultMet: scenario.fault === undefined || stage.wasMade(scenario.fault.kind),
    problems: stage.problems,
  };
}
