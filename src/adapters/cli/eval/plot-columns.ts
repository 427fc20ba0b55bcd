import { html } from './markup.ts';
import type { Markup } from './markup.ts';

/** One column of a plot. */
export interface Column {
  /** How far it stands up. */
  readonly up: number;
  /** How far it hangs down. */
  readonly down: number;
  /** Shown when it is pointed at. */
  readonly title: string;
  /** Stands above it. */
  readonly label?: string;
  /** A class of the style sheet; `right` when left out. */
  readonly kind?: string;
}

/** Where something stands along the axis, 0 to 1. */
export interface Place {
  readonly at: number;
  readonly label: string;
}

/** What is drawn. */
export interface ColumnPlot {
  readonly columns: readonly Column[];
  /** Vertical lines. */
  readonly marks: readonly Place[];
  /** Below the axis. */
  readonly ticks: readonly Place[];
  /** Said to people who do not see it. */
  readonly name: string;
}

const TOP = 22;
const FULL_HEIGHT = 118;
const TICK_HEIGHT = 20;
/** Of a column's place, left free on both sides together. */
const GAP = 0.16;
/** So that the outermost labels have room, in percent of the width. */
const MARGIN = 3;

/**
 * Draws columns as SVG. Places are percentages and heights are pixels, so that it fits any width while its words keep
 * their size.
 */
export function toColumns({ columns, marks, ticks, name }: ColumnPlot): Markup {
  const highest = Math.max(1, ...columns.map(({ up }) => up));
  const deepest = Math.max(0, ...columns.map(({ down }) => down));
  const pixels = FULL_HEIGHT / (highest + deepest);
  const axis = TOP + highest * pixels;
  const bottom = axis + deepest * pixels;
  const drawn = columns.flatMap((column, at) => drawColumn(column, { at, count: columns.length, pixels, axis }));
  const lines = marks.map(
    ({ at, label }) =>
      html`<line class="mark" x1="${toX(at)}" x2="${toX(at)}" y1="${TOP - 6}" y2="${bottom}"></line>
        <text class="mark-label" x="${toX(at)}" y="11" text-anchor="${toAnchor(at)}">${label}</text>`,
  );
  const words = ticks.map(
    ({ at, label }) =>
      html`<text class="tick" x="${toX(at)}" y="${bottom + 15}" text-anchor="${toAnchor(at)}">${label}</text>`,
  );
  return html`<svg height="${bottom + TICK_HEIGHT}" role="img" aria-label="${name}">
    ${drawn}
    <line class="axis" x1="${MARGIN}%" x2="${100 - MARGIN}%" y1="${axis}" y2="${axis}"></line>
    ${lines} ${words}
  </svg>`;
}

function drawColumn(
  { up, down, title, label, kind = 'right' }: Column,
  {
    at,
    count,
    pixels,
    axis,
  }: { readonly at: number; readonly count: number; readonly pixels: number; readonly axis: number },
): readonly Markup[] {
  const share = (100 - 2 * MARGIN) / count;
  const x = MARGIN + (at + GAP / 2) * share;
  const width = share * (1 - GAP);
  const rect = (className: string, y: number, height: number): Markup =>
    html`<rect class="fill-${className}" x="${x}%" y="${y}" width="${width}%" height="${height}" rx="2"
      ><title>${title}</title></rect
    >`;
  return [
    ...(up > 0 ? [rect(kind, axis - up * pixels, up * pixels)] : []),
    ...(down > 0 ? [rect('known', axis, down * pixels)] : []),
    ...(label === undefined
      ? []
      : [
          html`<text class="count" x="${x + width / 2}%" y="${axis - up * pixels - 4}" text-anchor="middle"
            >${label}</text
          >`,
        ]),
  ];
}

function toX(at: number): string {
  return `${MARGIN + at * (100 - 2 * MARGIN)}%`;
}

/** Words at the ends grow inwards. */
function toAnchor(at: number): string {
  return at < 0.05 ? 'start' : at > 0.95 ? 'end' : 'middle';
}
