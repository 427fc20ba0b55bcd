import { mean, quantile, sum } from '../figures.ts';
import { MAX_MESSAGE_CHARS } from '../../../src/adapters/discord/reply/call-buckets.ts';
import { oracleMeanMs } from '../oracle.ts';
import { timeDiscordCalls, timeSlackCalls, toRoundTrip, type BareRoundTrip } from './bare-calls.ts';
import { createDiscordStage } from './discord-stage.ts';
import { FAULTED, TIMED, WARM_UP, type LoopbackScenario } from './loopback-scenarios.ts';
import type { AnswerSeen } from './seen-answer.ts';
import { createSlackStage } from './slack-stage.ts';
import type { Stage } from './stage.ts';

/** What came of a scenario. Milliseconds, over its answers. */
export interface LoopbackResult {
  readonly scenario: LoopbackScenario;
  /** What a call takes without this product. */
  readonly bare: BareRoundTrip;
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
  /** Answers that say that a part of them may stand twice. */
  readonly repeatedCount: number;
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
/** Calls that are timed before an answer that is alone, and after it. */
const BARE_CALLS = 10;
const STAGES = { discord: createDiscordStage, slack: createSlackStage } as const;
const NO_CALLS: BareRoundTrip = { medianMs: LOOPBACK_ROUND_TRIP_MS, p95Ms: LOOPBACK_ROUND_TRIP_MS };

/**
 * Runs everything: answers that are alone one scenario after the other, in a process that has answered before; then those that
 * share a bucket, side by side; then what goes wrong.
 */
export async function runLoopback(): Promise<readonly LoopbackResult[]> {
  await runTogether(WARM_UP, 0);
  const results: LoopbackResult[] = [];
  for (const scenario of TIMED.filter(({ isAlone }) => isAlone)) results.push(await runAlone(scenario));
  const shared = TIMED.filter(({ isAlone }) => !isAlone);
  results.push(...(await runTogether(shared, LOOPBACK_ROUND_TRIP_MS)));
  return [...results, ...(await runFaults())];
}

/** Lets each request that shows something go wrong. */
export async function runFaults(scenarios: readonly LoopbackScenario[] = FAULTED): Promise<readonly LoopbackResult[]> {
  const results: LoopbackResult[] = [];
  for (let at = 0; at < scenarios.length; at += FAULTY_AT_ONCE) {
    results.push(...(await runTogether(scenarios.slice(at, at + FAULTY_AT_ONCE), 0)));
  }
  return results;
}

/** Held to what one alone can be, with round trips as a bare call of the same SDK takes them now, on this machine. */
async function runAlone(scenario: LoopbackScenario): Promise<LoopbackResult> {
  const time = scenario.platform === 'discord' ? timeDiscordCalls : timeSlackCalls;
  const before = await time(LOOPBACK_ROUND_TRIP_MS, BARE_CALLS);
  await using stage = await STAGES[scenario.platform](LOOPBACK_ROUND_TRIP_MS);
  const seen = await play(scenario, stage);
  const after = await time(LOOPBACK_ROUND_TRIP_MS, BARE_CALLS);
  return toResult(scenario, seen, { stage, bare: toRoundTrip([...before, ...after]) });
}

/** Every stage is set up before the first one plays: that takes the processor for a while. */
async function runTogether(
  scenarios: readonly LoopbackScenario[],
  roundTripMs: number,
): Promise<readonly LoopbackResult[]> {
  const sets: { readonly scenario: LoopbackScenario; readonly stage: Stage }[] = [];
  for (const scenario of scenarios) sets.push({ scenario, stage: await STAGES[scenario.platform](roundTripMs) });
  const results = await Promise.all(
    sets.map(async ({ scenario, stage }) => toResult(scenario, await play(scenario, stage), { stage, bare: NO_CALLS })),
  );
  for (const { stage } of sets) await stage[Symbol.asyncDispose]();
  return results;
}

async function play(scenario: LoopbackScenario, stage: Stage): Promise<readonly AnswerSeen[]> {
  if (scenario.fault !== undefined) stage.fail(scenario.fault.kind, scenario.fault.fault);
  const shown = await Promise.all(scenario.answers.map(async (asked) => ({ asked, seen: await stage.show(asked) })));
  return shown.filter(({ asked }) => asked.isEarlier !== true).map(({ seen }) => seen);
}

function toResult(
  scenario: LoopbackScenario,
  seen: readonly AnswerSeen[],
  { stage, bare }: { readonly stage: Stage; readonly bare: BareRoundTrip },
): LoopbackResult {
  const of = (read: (answer: AnswerSeen) => number): readonly number[] => seen.map(read);
  const oracle = ({ written }: AnswerSeen): number =>
    oracleMeanMs(written, {
      limit: scenario.limit,
      roundTripMs: bare.medianMs,
      messageChars: scenario.platform === 'discord' ? MAX_MESSAGE_CHARS : Infinity,
    });
  return {
    scenario,
    bare,
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
    requests: stage.requestCount / scenario.answers.length,
    limitedCount: stage.limitedCount,
    lostCount: sum(of(({ lostCount }) => lostCount)),
    regressionCount: sum(of(({ regressionCount }) => regressionCount)),
    repeatedCount: seen.filter(({ mayRepeat }) => mayRepeat).length,
    unfinishedCount: seen.filter(({ isWhole }) => !isWhole).length,
    oracleMs: scenario.isAlone && scenario.fault === undefined ? mean(of(oracle)) : 0,
    differences: seen.map(({ difference }) => difference).filter((difference) => difference !== ''),
    isFaultMet: scenario.fault === undefined || stage.wasMade(scenario.fault.kind),
    problems: stage.problems,
  };
}
