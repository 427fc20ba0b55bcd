import { displayWidth } from './display-width.ts';
import { breakTicks } from './markdown-fence.ts';

/** A table from its first two lines on. */
export interface TableHead {
  readonly header: TableRow;
  readonly alignments: readonly Alignment[];
  /** Whether its columns are aligned in a code block, or each row is an item of a list. */
  readonly isAligned: boolean;
  /** What stands before each of its lines in a block quote. */
  readonly quote: string;
}

/** One row. */
export interface TableRow {
  readonly cells: readonly string[];
  /** The cells as they stand in a code block. */
  readonly plain: readonly string[];
  /** How wide those are, in columns. */
  readonly widths: readonly number[];
}

type Alignment = 'left' | 'right' | 'center';

/** A code block on a desktop shows this without wrapping. */
const MAX_TABLE_COLUMNS = 64;
/** Wider cells stick out, so that one long cell does not push every row apart. */
const MAX_CELL_COLUMNS = 32;
const MAX_ALIGNED_CELLS = 12;
const RULE_CELL = /^:?-+:?$/;
const LINK = /!?\[([^\]]*)\]\(([^()\s]*)[^()]*\)/g;
const MARKED = /(\*\*|__|~~|\*|`)(?=\S)([^*`~]*?\S)\1/g;

/** Reads a line that begins with a bar. */
export function parseRow(line: string): TableRow {
  const cells = parseCells(line);
  const plain = cells.map(toPlain);
  return { cells, plain, widths: plain.map(displayWidth) };
}

function parseCells(line: string): readonly string[] {
  const inner = line.trim().replace(/^\|/, '');
  const cells = inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
  return cells.length > 1 && cells.at(-1) === '' ? cells.slice(0, -1) : cells;
}

/** How the columns are aligned by the line under a table's header; nothing when it is not such a line. */
export function parseRule(line: string): readonly Alignment[] | undefined {
  const cells = parseCells(line);
  if (!cells.every((cell) => RULE_CELL.test(cell))) return undefined;
  return cells.map((cell) => (cell.endsWith(':') ? (cell.startsWith(':') ? 'center' : 'right') : 'left'));
}

/** Whether a table is narrow enough for columns, as far as header and first row tell. Links only work outside of code. */
export function isNarrow(header: TableRow, firstRow: TableRow | undefined): boolean {
  const rows = firstRow === undefined ? [header] : [header, firstRow];
  if (rows.some(({ cells }) => cells.length > MAX_ALIGNED_CELLS || cells.some((cell) => cell.includes(']('))))
    return false;
  return toWidths(rows).reduce((sum, width) => sum + width + 3, -3) <= MAX_TABLE_COLUMNS;
}

/** What a table shows. Further rows change nothing above them but the blanks between columns. */
export function renderTable(head: TableHead, rows: readonly TableRow[]): string {
  const lines = head.isAligned || rows.length === 0 ? alignTable(head, rows) : rows.map((row) => toItem(head, row));
  return lines.map((line) => `${head.quote}${line}\n`).join('');
}

function alignTable({ header, alignments }: TableHead, rows: readonly TableRow[]): readonly string[] {
  const columns = toWidths([header, ...rows]);
  const pad = ({ plain, widths }: TableRow): string =>
    columns
      .map((column, at) => padCell(plain[at] ?? '', column - (widths[at] ?? 0), alignments[at] ?? 'left'))
      .join(' | ');
  const [top = '', ...body] = [header, ...rows].map((row) => breakTicks(pad(row).trimEnd()));
  return ['```', top, columns.map((width) => '-'.repeat(width)).join('-+-'), ...body, '```'];
}

function toWidths(rows: readonly TableRow[]): readonly number[] {
  const count = Math.max(...rows.map(({ cells }) => cells.length));
  const most = Math.max(8, Math.min(MAX_CELL_COLUMNS, Math.floor(96 / count)));
  return Array.from({ length: count }, (_none, at) =>
    Math.min(most, Math.max(1, ...rows.map(({ widths }) => widths[at] ?? 0))),
  );
}

function padCell(cell: string, missing: number, alignment: Alignment): string {
  const blanks = Math.max(0, missing);
  const before = alignment === 'right' ? blanks : alignment === 'center' ? Math.floor(blanks / 2) : 0;
  return ' '.repeat(before) + cell + ' '.repeat(blanks - before);
}

function toItem({ header }: TableHead, row: TableRow): string {
  const count = Math.max(header.cells.length, row.cells.length);
  const named = Array.from({ length: count }, (_none, at) => {
    const name = (header.plain[at] ?? '').replaceAll('*', '');
    const cell = row.cells[at] ?? '';
    return name === '' ? cell : `**${name}:** ${cell === '' ? '–' : cell}`;
  });
  return `- ${named.filter((cell) => cell !== '').join(' · ')}`;
}

/** In a code block marks would be read as they stand. */
function toPlain(cell: string): string {
  return cell
    .replaceAll(LINK, (_link, title: string, address: string) => (title === address ? title : `${title} (${address})`))
    .replaceAll(MARKED, '$2');
}
