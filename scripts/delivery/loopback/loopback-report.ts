import type { LoopbackResult } from './run-loopback.ts';

const GRACE_MS = 100;
const MOST_OF_ORACLE = 1.5;
const HEAD = [
  'scenario',
  'bare call',
  'first p95',
  'staleness mean',
  'p95',
  'complete mean',
  'p95',
  'calls',
  '429',
  'lost',
  'back',
  'whole',
];

/** A Markdown table with a row for each scenario without faults. Milliseconds; calls per answer. */
export function toLoopbackTable(results: readonly LoopbackResult[]): string {
  const rows = results.filter(({ scenario }) => scenario.fault === undefined).map(toRow);
  return [HEAD, HEAD.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** What is demanded of the real adapters, and not met; nothing when all is well. */
export function brokenLoopbackBars(results: readonly LoopbackResult[]): readonly string[] {
  return results.flatMap((result) => {
    const { scenario, oracleMs } = result;
    const broken: string[] = [];
    const demand = (isMet: boolean, what: string): void => {
      if (!isMet) broken.push(`${scenario.name}: ${what}`);
    };
    demand(result.limitedCount === 0, `${result.limitedCount} calls met a limit`);
    demand(
      result.lostCount === 0,
      `${result.lostCount} characters lost or changed ${result.differences.map((text) => text.slice(0, 80)).join(' | ')}`,
    );
    demand(result.regressionCount === 0, `text went backwards ${result.regressionCount} times`);
    demand(result.unfinishedCount === 0, `${result.unfinishedCount} answers never ended`);
    demand(result.isFaultMet, 'nothing went wrong');
    demand(result.problems.length === 0, result.problems.join('; '));
    if (scenario.isAlone && scenario.fault === undefined) {
      const { p95Ms } = result.bare;
      const share = result.meanMs / oracleMs;
      demand(result.firstP95Ms <= p95Ms + GRACE_MS, `first words after ${whole(result.firstP95Ms)} ms`);
      demand(result.completeP95Ms <= 2 * p95Ms + GRACE_MS, `complete after ${whole(result.completeP95Ms)} ms`);
      demand(
        share <= MOST_OF_ORACLE,
        `staleness is ${share.toFixed(2)} times the oracle's, more than ${MOST_OF_ORACLE}`,
      );
    }
    return broken;
  });
}

function toRow(result: LoopbackResult): readonly string[] {
  const { scenario, bare, oracleMs, meanMs, unfinishedCount } = result;
  const answerCount = scenario.answers.filter(({ isEarlier }) => isEarlier !== true).length;
  return [
    scenario.name,
    scenario.isAlone ? `${whole(bare.medianMs)}, p95 ${whole(bare.p95Ms)}` : '',
    whole(result.firstP95Ms),
    `${whole(meanMs)}${oracleMs > 0 ? ` (${(meanMs / oracleMs).toFixed(2)} × oracle)` : ''}`,
    whole(result.p95Ms),
    whole(result.completeMeanMs),
    whole(result.completeP95Ms),
    result.requests.toFixed(1),
    String(result.limitedCount),
    String(result.lostCount),
    String(result.regressionCount),
    `${answerCount - unfinishedCount} of ${answerCount}`,
  ];
}

function whole(value: number): string {
  return value.toFixed(0);
}
