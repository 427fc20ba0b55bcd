import type { PdfColumn } from './pdf-columns.ts';
import type { PdfSegment } from './pdf-lines.ts';

/** The rank of a line's heading, 1 to 6; nothing for a line of text. */
export type RankOf = (segment: PdfSegment) => number | undefined;

const LARGER = 1.1;
const MAX_HEADING_CHARS = 140;
const MAX_RANK = 6;

/** Learns from all columns of one sort which sizes and fonts are headings. A side column's headings are all of lower rank. */
export function toRanks(columns: readonly PdfColumn[], firstRank: number): RankOf {
  const segments = columns.flatMap((column) => column.segments);
  const body = commonest(segments, ({ size }) => halves(size));
  const bodyFont = commonest(
    segments.filter(({ size }) => halves(size) === body),
    ({ font }) => font,
  );
  const isLarger = ({ size }: PdfSegment): boolean => halves(size) > (body ?? 0) * LARGER;
  const large = segments.filter((segment) => isLarger(segment) && isHeading(segment.text));
  const sizes = [...new Set(large.map(({ size }) => halves(size)))].sort((a, b) => b - a);
  // The font of larger headings is the bold one: lines in it are headings at any size.
  const fonts = new Set(large.map(({ font }) => font).filter((font) => font !== bodyFont));
  return (segment) => {
    if (!isHeading(segment.text)) return undefined;
    const rank = sizes.indexOf(halves(segment.size));
    if (rank >= 0) return Math.min(firstRank + rank, MAX_RANK);
    const isBold = fonts.has(segment.font) && halves(segment.size) === body;
    return isBold ? Math.min(firstRank + sizes.length, MAX_RANK) : undefined;
  };
}

function isHeading(text: string): boolean {
  return text.length <= MAX_HEADING_CHARS && /\p{L}/u.test(text) && !/^[•◦▪●○■‣]/u.test(text) && !/[.,;]$/.test(text);
}

function halves(size: number): number {
  return Math.round(size * 2) / 2;
}

function commonest<T>(segments: readonly PdfSegment[], toKey: (segment: PdfSegment) => T): T | undefined {
  const counts = new Map<T, number>();
  for (const segment of segments) counts.set(toKey(segment), (counts.get(toKey(segment)) ?? 0) + segment.text.length);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}
