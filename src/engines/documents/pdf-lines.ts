import type { PdfItem, PdfPage } from './document-thread.ts';

/** Text that stands side by side on one line, with no wide gap in it. */
export interface PdfSegment {
  readonly text: string;
  readonly x: number;
  readonly end: number;
  readonly y: number;
  readonly size: number;
  readonly font: string;
}

const BULLET = /^[•◦▪▫●○■□‣⁃∙·–—*-]$/u;
/** In text sizes: what is wider than this parts columns and cells, what is wider than the other parts words. */
const COLUMN_GAP = 1.6;
const WORD_GAP = 0.15;
/** How far two pieces of one line may stand apart in height, in text sizes. */
const SAME_LINE = 0.35;

/** Joins what a page draws into segments, from the top down and from left to right. */
export function toSegments(page: PdfPage): PdfSegment[] {
  const items = page.items.filter(({ text, size }) => text.trim() !== '' && size > 0);
  items.sort((a, b) => b.y - a.y || a.x - b.x);
  return toRows(items).flatMap((row) => joinRow(row.sort((a, b) => a.x - b.x)));
}

function toRows(items: readonly PdfItem[]): PdfItem[][] {
  const rows: PdfItem[][] = [];
  let top = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const row = rows.at(-1);
    if (row === undefined || top - item.y > SAME_LINE * item.size) {
      rows.push([item]);
      top = item.y;
    } else row.push(item);
  }
  return rows;
}

function joinRow(row: readonly PdfItem[]): PdfSegment[] {
  const segments: { -readonly [key in keyof PdfSegment]: PdfSegment[key] }[] = [];
  const widths = new Map<object, number>();
  for (const { text, x, y, width, size, font } of row) {
    const last = segments.at(-1);
    const gap = last === undefined ? 0 : x - last.end;
    const isSame = last !== undefined && (gap < COLUMN_GAP * size || (BULLET.test(last.text.trim()) && gap < 4 * size));
    if (!isSame) {
      segments.push({ text, x, end: x + width, y, size, font });
      continue;
    }
    // What is drawn twice at one place is a shadow or a bold that is made by hand.
    if (Math.abs(x - last.x) < 0.5 && last.text === text) continue;
    const isApart = gap > WORD_GAP * size && !last.text.endsWith(' ') && !text.startsWith(' ');
    last.text += isApart ? ` ${text}` : text;
    last.end = Math.max(last.end, x + width);
    const longest = widths.get(last) ?? 0;
    if (width > longest) {
      widths.set(last, width);
      if (last.text.length > text.length * 3) continue;
      last.size = size;
      last.font = font;
    }
  }
  return segments.map((segment) => ({ ...segment, text: segment.text.replace(/\s+/gu, ' ').trim() }));
}
