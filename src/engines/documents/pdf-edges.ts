import type { PdfSegment } from './pdf-lines.ts';

const EDGE_SHARE = 0.09;
const PAGE_NUMBER = /^(?:(?:page|seite|página|pagina)\s*)?\d{1,4}(?:\s*(?:of|\/|von|de|di|-)\s*\d{1,4})?$/iu;
const PRINTED = /^(?:file:\/\/\S+|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}, \d{1,2}:\d{2}.*)$/iu;

/** A page with its size. */
export interface PdfSheet {
  readonly width: number;
  readonly height: number;
  readonly segments: readonly PdfSegment[];
}

/** Takes out what stands at the upper and lower edge of pages only to number or to name them. */
export function withoutEdges(sheets: readonly PdfSheet[]): PdfSheet[] {
  const counts = new Map<string, number>();
  for (const sheet of sheets)
    for (const pattern of new Set(sheet.segments.filter((one) => isAtEdge(one, sheet)).map(toPattern)))
      counts.set(pattern, (counts.get(pattern) ?? 0) + 1);
  const isRepeated = (segment: PdfSegment): boolean =>
    sheets.length > 1 && (counts.get(toPattern(segment)) ?? 0) > sheets.length / 2;
  return sheets.map((sheet) => ({
    ...sheet,
    segments: sheet.segments.filter(
      (segment) =>
        !isAtEdge(segment, sheet) ||
        !(PAGE_NUMBER.test(segment.text) || PRINTED.test(segment.text) || isRepeated(segment)),
    ),
  }));
}

function isAtEdge({ y }: PdfSegment, { height }: PdfSheet): boolean {
  return y < height * EDGE_SHARE || y > height * (1 - EDGE_SHARE);
}

function toPattern({ text }: PdfSegment): string {
  return text.replace(/\d+/g, '0');
}
