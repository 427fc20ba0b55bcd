import type { PdfSegment } from './pdf-lines.ts';

/** Lines that are read one after the other, from the top down. */
export interface PdfColumn {
  /** Whether it runs beside a wider one, as contact details do in many a CV. */
  readonly isSide: boolean;
  readonly segments: readonly PdfSegment[];
}

const MIN_SEGMENTS = 5;
/** Up to this share of the lines may run across the gap between two columns: a name, a title, a footnote. */
const MAX_CROSSING = 0.12;
/** From this share on, the right side continues the lines of the left one, as cells and dates do. */
const MAX_ALIGNED = 0.6;
const MAX_CELL_SHARE = 0.22;
const GUTTER_POINTS = 7;

/**
 * Puts the segments of a page into the order of reading. Columns are found by a gap that hardly any line crosses; those lines
 * that do part the page into stretches, each read from its left column to its right one.
 */
export function toColumns(segments: readonly PdfSegment[], pageWidth: number): PdfColumn[] {
  const gutter = findGutter(segments, pageWidth);
  if (gutter === undefined) return [{ isSide: false, segments }];
  const isLeftSide = gutter < pageWidth * 0.42;
  const isRightSide = gutter > pageWidth * 0.58;
  const columns: PdfColumn[] = [];
  let left: PdfSegment[] = [];
  let right: PdfSegment[] = [];
  const end = (): void => {
    if (left.length > 0) columns.push({ isSide: isLeftSide, segments: left });
    if (right.length > 0) columns.push({ isSide: isRightSide, segments: right });
    left = [];
    right = [];
  };
  for (const segment of segments) {
    if (crosses(segment, gutter)) {
      end();
      columns.push({ isSide: false, segments: [segment] });
    } else (segment.x >= gutter - 1 ? right : left).push(segment);
  }
  end();
  return columns;
}

/** The left edge of a right column, if there is one. */
function findGutter(segments: readonly PdfSegment[], pageWidth: number): number | undefined {
  const counts = new Map<number, number>();
  for (const { x } of segments) counts.set(Math.round(x), (counts.get(Math.round(x)) ?? 0) + 1);
  const edges = [...counts].filter(
    ([x, count]) => count >= MIN_SEGMENTS && x > pageWidth * 0.15 && x < pageWidth * 0.85,
  );
  edges.sort(([a], [b]) => a - b);
  return edges
    .map(([x]) => x)
    .slice(0, 20)
    .find((x) => isGutter(segments, x, pageWidth));
}

function isGutter(segments: readonly PdfSegment[], x: number, pageWidth: number): boolean {
  const crossing = segments.filter((segment) => crosses(segment, x));
  const left = segments.filter((segment) => segment.end <= x - GUTTER_POINTS + 4);
  const right = segments.filter((segment) => segment.x >= x - 1);
  if (left.length < MIN_SEGMENTS || right.length < MIN_SEGMENTS) return false;
  if (crossing.length > segments.length * MAX_CROSSING) return false;
  const heights = new Set(left.map(({ y }) => Math.round(y)));
  const aligned = right.filter(({ y }) => [0, 1, -1].some((step) => heights.has(Math.round(y) + step)));
  const isTabular = aligned.length > Math.min(left.length, right.length) * MAX_ALIGNED;
  return !isTabular || Math.min(median(left), median(right)) > pageWidth * MAX_CELL_SHARE;
}

function crosses({ x, end }: PdfSegment, gutter: number): boolean {
  return x < gutter - 1 && end > gutter - GUTTER_POINTS + 4;
}

function median(segments: readonly PdfSegment[]): number {
  const widths = segments.map(({ x, end }) => end - x).sort((a, b) => a - b);
  return widths[Math.floor(widths.length / 2)] ?? 0;
}
