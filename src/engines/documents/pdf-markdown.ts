import { setImmediate as yieldToEvents } from 'node:timers/promises';
import { InputError } from '../../core/errors.ts';
import type { PdfPage } from './document-thread.ts';
import { toBlocks } from './pdf-blocks.ts';
import { toColumns } from './pdf-columns.ts';
import type { PdfColumn } from './pdf-columns.ts';
import { withoutEdges } from './pdf-edges.ts';
import type { PdfSheet } from './pdf-edges.ts';
import { toRanks } from './pdf-headings.ts';
import { toSegments } from './pdf-lines.ts';

/**
 * Reads the pages of a PDF, which only say where each piece of text stands, as a person would: columns one after the
 * other, large lines as headings, lines joined to paragraphs, and no page numbers.
 *
 * @throws {InputError} the pages hold no text
 */
export async function toPdfMarkdown(
  pages: readonly PdfPage[],
  { signal }: { readonly signal: AbortSignal },
): Promise<string> {
  const sheets: PdfSheet[] = [];
  for (const page of pages) {
    await yieldToEvents(undefined, { signal });
    sheets.push({ width: page.width, height: page.height, segments: toSegments(page) });
  }
  if (sheets.every(({ segments }) => segments.length === 0))
    throw new InputError('it has no text layer, as scans have none; run text recognition (OCR) over it first');
  const columns: PdfColumn[] = [];
  for (const { segments, width } of withoutEdges(sheets)) {
    await yieldToEvents(undefined, { signal });
    for (const column of toColumns(segments, width)) columns.push(column);
  }
  const main = columns.filter(({ isSide }) => !isSide);
  const mainRank = toRanks(main, 1);
  const sideRank = toRanks(
    columns.filter(({ isSide }) => isSide),
    2,
  );
  const blocks: string[] = [];
  for (const column of columns) {
    await yieldToEvents(undefined, { signal });
    for (const block of toBlocks(column, column.isSide ? sideRank : mainRank)) blocks.push(block);
  }
  return blocks
    .map((block, index) => (index === 0 ? block : gapBefore(block, blocks[index - 1] ?? '') + block))
    .join('');
}

function gapBefore(block: string, before: string): string {
  return block.startsWith('- ') && before.startsWith('- ') ? '\n' : '\n\n';
}
