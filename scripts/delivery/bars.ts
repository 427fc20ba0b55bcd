import { LATENCY_SIGMA } from './platform.ts';
import type { BenchScenario } from './scenarios.ts';
import type { Summary } from './summary.ts';

/** The 95th of a hundred round trips, against the median. */
const P95 = Math.exp(1.645 * LATENCY_SIGMA);
const GRACE_MS = 100;
/** Of the oracle's staleness. */
const MOST_OF_ORACLE = 1.5;

/** What is demanded of this product in a scenario, and not met; nothing when all is well. */
export function brokenBars(scenario: BenchScenario, ours: Summary, rivals: readonly Summary[]): readonly string[] {
  const roundTripMs = scenario.roundTripMs * P95;
  const broken: string[] = [];
  const demand = (isMet: boolean, what: string): void => {
    if (!isMet) broken.push(`${scenario.name}: ${what}`);
  };
  demand(ours.limitedCount === 0, `${ours.limitedCount} calls met a limit`);
  demand(ours.lostCount === 0, `${ours.lostCount} characters lost or changed`);
  demand(ours.regressionCount === 0, `text went backwards ${ours.regressionCount} times`);
  if (scenario.group === 'single') {
    const share = ours.meanMs / ours.oracleMs;
    demand(ours.firstP95Ms <= roundTripMs + GRACE_MS, `first words after ${ours.firstP95Ms.toFixed(0)} ms`);
    demand(ours.completeP95Ms <= 2 * roundTripMs + GRACE_MS, `complete after ${ours.completeP95Ms.toFixed(0)} ms`);
    demand(share <= MOST_OF_ORACLE, `staleness is ${share.toFixed(2)} times the oracle's, more than ${MOST_OF_ORACLE}`);
  }
  if (scenario.group === 'shared' || scenario.group === 'calm') {
    // Who never shows some of the text is not ahead of anybody.
    const means = rivals.map(({ meanMs, lostCount }) => (lostCount > 0 ? Infinity : meanMs)).toSorted((a, b) => a - b);
    const completes = rivals.filter(({ lostCount }) => lostCount === 0).map(({ completeMeanMs }) => completeMeanMs);
    demand(ours.meanMs <= (means[0] ?? Infinity), 'staleness is worse than the best rival');
    demand(ours.meanMs * 2 <= median(means), 'staleness is not twice as good as the median rival');
    // Who shows half as much meanwhile has nothing on its way when the text ends.
    const isCompared = scenario.group === 'shared';
    demand(!isCompared || ours.completeMeanMs <= Math.min(...completes), 'completion is worse than the best rival');
  }
  if (scenario.group === 'flood') demand(ours.overtakenCount === 0, `${ours.overtakenCount} answers were overtaken`);
  return broken;
}

/** How a bench ends: what it says of its bars, and its exit status. */
export function toVerdict(broken: readonly string[]): { readonly text: string; readonly status: 0 | 1 } {
  if (broken.length === 0) return { text: '\nEvery bar is met.\n', status: 0 };
  return { text: `\nBroken:\n${broken.join('\n')}\n`, status: 1 };
}

function median(sorted: readonly number[]): number {
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Infinity;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? Infinity;
  return (upper + lower) / 2;
}
