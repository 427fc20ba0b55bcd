import type { Waited } from './crowd.ts';
import type { Figures } from './measure.ts';

const COLUMNS = [
  'who',
  'questions',
  'first sign, all at once, p50 / p99',
  'first text beyond the model, steadily, p50 / p95',
  'all at once, p50 / p95',
  'answers per s',
  'CPU per answer',
  'resident',
  'more than idle, per question',
  'event loop lag, p99',
  'lag of the crowd, p99',
  'processors busy with other work',
];

/** Prints the head of a table of {@link printFigures}. */
export function printHead(): void {
  printRow(...COLUMNS);
  printRow(...COLUMNS.map(() => '---'));
}

/** Prints one line of figures; where an answer is missing it says so, and the bench ends with status 1. */
export function printFigures(who: string, people: number, figures: Figures): void {
  const { burst, steady, lagMs } = figures;
  printRow(
    who,
    String(people),
    toShares(burst, 'signMs', [0.5, 0.99]),
    toShares(steady, 'overheadMs', [0.5, 0.95]),
    toShares(burst, 'overheadMs', [0.5, 0.95]),
    figures.answersPerSecond.toFixed(1),
    toMs(figures.cpuMsPerAnswer),
    toMb(figures.residentMb),
    `${(Math.max(0, figures.residentMb - figures.idleMb) / people).toFixed(1)} MB`,
    lagMs === undefined ? '' : toMs(lagMs),
    toMs(figures.crowdLagMs),
    figures.othersBusy.toFixed(1),
  );
  if (figures.unansweredCount === 0) return;
  process.exitCode = 1;
  print(`\n${figures.unansweredCount} of these had no whole answer of the model in time.\n\n`);
}

/** Shares of a figure, such as the 99th percentile as 0.99; nobody's figure counts as endless. */
export function toShares(waited: readonly Waited[], what: 'signMs' | 'overheadMs', shares: readonly number[]): string {
  const times = waited.map((one) => one[what] ?? Infinity).toSorted((a, b) => a - b);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Infinity;
  return `${shares.map((share) => at(share).toFixed(0)).join(' / ')} ms`;
}

/** Prints one line of a table. */
export function printRow(...cells: readonly string[]): void {
  print(`| ${cells.join(' | ')} |\n`);
}

/** Prints as it is. */
export function print(text: string): void {
  process.stdout.write(text);
}

function toMs(ms: number): string {
  return `${ms.toFixed(0)} ms`;
}

function toMb(mb: number): string {
  return `${mb.toFixed(0)} MB`;
}
