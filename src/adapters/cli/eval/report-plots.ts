import type { Examined } from '../../../core/golden/examiner.ts';
import { toSpread } from '../../../core/golden/score.ts';
import { toCount } from './eval-table.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';
import { toColumns } from './plot-columns.ts';
import type { Column } from './plot-columns.ts';

const BIN_COUNT = 20;

/** One stretch of a bar: a class of the style sheet, what it stands for, how often. */
interface Stretch {
  readonly kind: string;
  readonly label: string;
  readonly count: number;
}

/** How the questions ended: one bar for those that the files answer, one for the others. */
export function plotOutcomes(all: readonly Examined[]): Markup {
  const count = (expected: string, verdict: string): number =>
    all.filter(({ golden, verdict: { kind } }) => golden.expectation.kind === expected && kind === verdict).length;
  const answerable: readonly Stretch[] = [
    { kind: 'right', label: 'answered rightly', count: count('contains', 'passed') },
    { kind: 'lacking', label: 'answered, but something lacks', count: count('contains', 'lacking') },
    { kind: 'ungrounded', label: 'answered, but not grounded', count: count('contains', 'ungrounded') },
    { kind: 'refused', label: 'refused wrongly', count: count('contains', 'refused') },
    { kind: 'broken', label: 'no whole answer', count: count('contains', 'broken') },
  ];
  const unknown: readonly Stretch[] = [
    { kind: 'known', label: 'refused rightly', count: count('unknown', 'passed') },
    { kind: 'invented', label: 'invented', count: count('unknown', 'invented') },
    { kind: 'broken', label: 'no whole answer', count: count('unknown', 'broken') },
  ];
  return html`${toBar('The files answer', answerable)} ${toBar('The files do not', unknown)}`;
}

function toBar(name: string, stretches: readonly Stretch[]): Markup {
  const present = stretches.filter(({ count }) => count > 0);
  const total = present.reduce((sum, { count }) => sum + count, 0);
  let from = 0;
  const rects = present.map(({ kind, label, count }) => {
    const x = (from / total) * 100;
    const width = (count / total) * 100;
    from += count;
    return html`<rect class="fill-${kind}" x="${x}%" y="0" width="${width}%" height="28"
      ><title>${label}: ${count}</title></rect
    >`;
  });
  const legend = present.map(
    ({ kind, label, count }) => html`<li><i class="${kind}"></i><b>${count}</b> ${label}</li>`,
  );
  return html`<div class="bar">
    <h3>${name} <span>${total}</span></h3>
    <svg
      height="28"
      role="img"
      aria-label="${name}: ${present.map(({ label, count }) => `${count} ${label}`).join(', ')}"
    >
      ${rects}
    </svg>
    <ul class="legend">
      ${legend}
    </ul>
  </div>`;
}

/** How sure the index was: what the files answer stands up, what they do not hangs down, with the threshold between refusing and answering. */
export function plotConfidence(all: readonly Examined[]): Markup {
  const asked = all.filter(({ confidence }) => confidence !== undefined);
  const columns = Array.from({ length: BIN_COUNT }, (_none, bin): Column => {
    const inBin = asked.filter(
      ({ confidence = 0 }) => Math.min(BIN_COUNT - 1, Math.floor(confidence * BIN_COUNT)) === bin,
    );
    const up = inBin.filter(({ golden }) => golden.expectation.kind === 'contains').length;
    const down = inBin.length - up;
    const range = `${(bin / BIN_COUNT).toFixed(2)} to ${((bin + 1) / BIN_COUNT).toFixed(2)}`;
    return { up, down, title: `confidence ${range}: ${up} that the files answer, ${down} that they do not` };
  });
  const thresholds = [...new Set(asked.flatMap(({ minConfidence }) => minConfidence ?? []))];
  const marks = thresholds.map((at) => ({ at, label: `answers from ${at.toFixed(2)}` }));
  const plot = toColumns({
    columns,
    marks,
    ticks: [0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, label: String(at) })),
    name: 'Confidence of the index',
  });
  return html`${plot}
    <ul class="legend">
      <li><i class="right"></i>up: the files answer</li>
      <li><i class="known"></i>down: the files do not</li>
    </ul>`;
}

/** How far down the passages one must read to have met what is expected. */
export function plotRanks(all: readonly Examined[]): Markup {
  const answerable = all.filter(({ golden }) => golden.expectation.kind === 'contains');
  const deepest = Math.max(8, ...answerable.map(({ foundRank }) => foundRank ?? 0));
  const columns: Column[] = Array.from({ length: deepest }, (_none, at) => {
    const up = answerable.filter(({ foundRank }) => foundRank === at + 1).length;
    return { up, down: 0, title: `passage ${at + 1}: ${up}`, label: up === 0 ? '' : String(up) };
  });
  const missing = answerable.filter(({ foundRank }) => foundRank === undefined).length;
  columns.push({ up: missing, down: 0, title: `not found: ${missing}`, label: String(missing), kind: 'invented' });
  const ticks = columns.map((_column, at) => ({
    at: (at + 0.5) / columns.length,
    label: at === deepest ? 'none' : String(at + 1),
  }));
  return toColumns({ columns, marks: [], ticks, name: 'Rank of the passage that completes what is expected' });
}

/** How long whole answers took. */
export function plotLatency(all: readonly Examined[]): Markup {
  const times = all.map(({ totalMs }) => totalMs);
  const end = toRoundAbove(Math.max(1, ...times));
  const columns = Array.from({ length: BIN_COUNT }, (_none, bin): Column => {
    const up = times.filter((ms) => Math.min(BIN_COUNT - 1, Math.floor((ms / end) * BIN_COUNT)) === bin).length;
    const range = `${toCount((bin / BIN_COUNT) * end)} to ${toCount(((bin + 1) / BIN_COUNT) * end)} ms`;
    return { up, down: 0, title: `${range}: ${up}` };
  });
  const { p50, p95 } = toSpread(times);
  const marks = [{ at: p50 / end, label: 'p50' }, ...(p95 - p50 > end / 10 ? [{ at: p95 / end, label: 'p95' }] : [])];
  const ticks = [0, 0.5, 1].map((at) => ({ at, label: `${toCount(at * end)} ms` }));
  return toColumns({ columns, marks, ticks, name: 'Milliseconds to the whole answer' });
}

/** The next of 1, 2, 4 or 10 times a power of ten, so that the ticks are round. */
function toRoundAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 4, 10].find((factor) => factor * power >= value) ?? 10);
}
