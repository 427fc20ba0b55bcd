import { toTable } from './markdown-table.ts';
import type { PdfColumn } from './pdf-columns.ts';
import type { RankOf } from './pdf-headings.ts';
import type { PdfSegment } from './pdf-lines.ts';

interface PdfLine extends PdfSegment {
  readonly cells: readonly PdfSegment[];
}

interface Running {
  readonly blocks: string[];
  text: string;
  last: PdfLine | undefined;
  rank: number | undefined;
}

const BULLET = /^(?:[•◦▪▫●○■□‣⁃∙·]\s*|[–—*-]\s+)(?=\S)/u;
const NUMBERED = /^\d{1,2}[.)]\s+\S/u;
const MAX_LEADING = 1.75;
const MIN_TABLE_ROWS = 3;

/** Makes Markdown blocks of one column: headings, lists, tables, and paragraphs without their line breaks. */
export function toBlocks(column: PdfColumn, rankOf: RankOf): string[] {
  const lines = toLines(column.segments);
  const right = lines.reduce((edge, { end }) => Math.max(edge, end), 0);
  const running: Running = { blocks: [], text: '', last: undefined, rank: undefined };
  for (let at = 0; at < lines.length; at++) {
    const rows = toTableRows(lines, at);
    const line = lines[at];
    if (rows.length >= MIN_TABLE_ROWS) {
      endBlock(running);
      for (const part of toTable(rows.map(({ cells }) => cells.map(({ text }) => text)))) running.blocks.push(part);
      at += rows.length - 1;
    } else if (line !== undefined) readLine(running, line, { right, rank: rankOf(line) });
  }
  endBlock(running);
  return running.blocks;
}

function toLines(segments: readonly PdfSegment[]): PdfLine[] {
  const lines: { cells: PdfSegment[] }[] = [];
  for (const segment of segments) {
    const cells = lines.at(-1)?.cells;
    const first = cells?.[0];
    if (cells !== undefined && first !== undefined && Math.abs(first.y - segment.y) < segment.size / 3)
      cells.push(segment);
    else lines.push({ cells: [segment] });
  }
  return lines.flatMap(({ cells }) => {
    const [first] = cells;
    const end = cells.reduce((edge, cell) => Math.max(edge, cell.end), 0);
    return first === undefined ? [] : [{ ...first, text: cells.map(({ text }) => text).join(' | '), end, cells }];
  });
}

/** Lines from here on that have the same number of cells, at the same places. */
function toTableRows(lines: readonly PdfLine[], start: number): readonly PdfLine[] {
  const first = lines[start]?.cells ?? [];
  if (first.length < 2) return [];
  let end = start;
  while (
    lines[end]?.cells.length === first.length &&
    lines[end]?.cells.every((cell, index) => Math.abs(cell.x - (first[index]?.x ?? 0)) < cell.size)
  )
    end++;
  return lines.slice(start, end);
}

function readLine(
  running: Running,
  line: PdfLine,
  { right, rank }: { readonly right: number; readonly rank: number | undefined },
): void {
  const { last } = running;
  const isNew = BULLET.test(line.text) || NUMBERED.test(line.text);
  const isWrapped = last !== undefined && continues(last, line, right) && running.rank === rank && !isNew;
  if (!isWrapped) endBlock(running);
  running.text = isWrapped ? joinWrapped(running.text, line.text) : line.text;
  running.rank = rank;
  running.last = line;
}

/** Whether the next line goes on with the sentence: it stands right below, and its first word had no room above. */
function continues(last: PdfLine, line: PdfLine, right: number): boolean {
  const leading = last.y - line.y;
  if (leading <= 0 || leading > MAX_LEADING * line.size || Math.abs(last.size - line.size) > line.size * 0.08)
    return false;
  const perChar = (line.end - line.x) / Math.max(1, line.text.length);
  const [word = ''] = /^\S+/u.exec(line.text) ?? [];
  return last.end + (word.length + 1) * perChar > right - perChar;
}

/** Undoes hyphenation, but not inside addresses and numbers. */
function joinWrapped(text: string, next: string): string {
  const [tail = ''] = /\S+$/u.exec(text) ?? [];
  if (tail.endsWith('\u00ad')) return text.slice(0, -1) + next;
  if (/[/@.]\S*-$|\d-$/u.test(tail)) return text + next;
  if (/\p{L}-$/u.test(tail) && /^\p{Ll}/u.test(next)) return text.slice(0, -1) + next;
  if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}。，、]$/u.test(text)) return text + next;
  return `${text} ${next}`;
}

function endBlock(running: Running): void {
  const text = running.text.replaceAll('\u00ad', '').trim();
  const { rank } = running;
  running.text = '';
  running.last = undefined;
  running.rank = undefined;
  if (text === '') return;
  if (rank !== undefined) running.blocks.push(`${'#'.repeat(rank)} ${text}`);
  else if (BULLET.test(text)) running.blocks.push(`- ${text.replace(BULLET, '')}`);
  else running.blocks.push(text.replaceAll('<!--', '< !--').replace(/^(?=#{1,6} |`{3}|~{3}|[-=]+$)/, '\\'));
}
