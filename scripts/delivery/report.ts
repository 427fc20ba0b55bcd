import type { BenchScenario } from './scenarios.ts';
import type { Summary } from './summary.ts';

const HEAD = [
  'scenario',
  'algorithm',
  'first p95',
  'staleness mean',
  'p95',
  'complete mean',
  'p95',
  'calls',
  '429',
  'lost',
];

/** A Markdown table with a row for each algorithm in each scenario. Milliseconds; calls per answer. */
export function toTable(
  rows: readonly { readonly scenario: BenchScenario; readonly summaries: readonly Summary[] }[],
): string {
  const lines = rows.flatMap(({ scenario, summaries }) =>
    summaries.map((summary, at) => toRow(at === 0 ? scenario.name : '', summary)),
  );
  return [HEAD, HEAD.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function toRow(name: string, summary: Summary): readonly string[] {
  const { oracleMs, meanMs } = summary;
  const share = oracleMs > 0 ? ` (${(meanMs / oracleMs).toFixed(2)} × oracle)` : '';
  return [
    name,
    summary.algorithm,
    whole(summary.firstP95Ms),
    `${whole(meanMs)}${share}`,
    whole(summary.p95Ms),
    whole(summary.completeMeanMs),
    whole(summary.completeP95Ms),
    summary.requests.toFixed(1),
    String(summary.limitedCount),
    String(summary.lostCount),
  ];
}

function whole(value: number): string {
  return value.toFixed(0);
}
