import {
  readClosing,
  readLineStart,
  readOpening,
  readQuoteEnd,
  renderCode,
  renderOpening,
  renderUnopened,
} from './markdown-fence.ts';
import type { LineStart, OpenFence } from './markdown-fence.ts';
import { isNarrow, parseRow, parseRule, renderTable } from './markdown-table.ts';
import type { TableHead, TableRow } from './markdown-table.ts';
import { extentOf } from './message-room.ts';
import type { MessageShape } from './message-room.ts';

/** What is open between two lines. */
export interface LineState {
  readonly fence?: OpenFence | undefined;
  readonly table?: TableHead | undefined;
  /** How far in the text of the last list item stands. */
  readonly listIndent: number;
  /** The line goes on after a cut, so that nothing begins or ends a block here. */
  readonly isMidLine?: boolean;
}

/** The next lines of a text that belong together. */
export interface MarkdownStep {
  readonly kind: 'text' | 'heading' | 'blank' | 'code' | 'opening' | 'closing' | 'head' | 'row';
  readonly source: string;
  /** What is shown of the source or of a start of it; not for tables. */
  readonly render: (part: string) => string;
  readonly rows?: readonly TableRow[];
  readonly after: LineState;
  /** Only the text that is still to come decides what this is. */
  readonly isHeld: boolean;
  /** Goes into the next message rather than over the end of this one. */
  readonly isAtomic: boolean;
  /** Begins what belongs together and should not begin at the end of a message. */
  readonly beginsBlock: boolean;
}

/** The state in which a text begins. */
export const NOTHING_OPEN: LineState = { listIndent: 0 };

/** A wider header is no table's, and a longer row is shown as it stands. As shares of a message. */
const MAX_HEADER = 0.1;
const MAX_ROW = 0.4;
const MAX_CELLS = 20;
/** Smaller messages have no room for columns. */
const MIN_ALIGNED_SIZE = 1600;

const same = (part: string): string => part;

/** Reads what stands at a place. The line may be cut off behind `maxSize`, where it does not fit in any case. */
export function readStep(text: string, at: number, state: LineState, shape: MessageShape): MarkdownStep {
  const line = lineAt(text, at, shape);
  if (state.fence !== undefined) return readInFence(line, state.fence, state);
  const start = readLineStart(line);
  const isInside = start.indent <= state.listIndent + 3;
  if (isInside && start.bullet === '' && start.content.startsWith('|')) {
    return readBar({ text, at, line, start, state, shape });
  }
  if (isInside && /^(?:`|~)/.test(start.content)) {
    const opening = readFenceLine(line, start, state);
    if (opening !== undefined) return opening;
  }
  const plain = readText(line, start, state);
  const isUnopened = !isInside || /^(?:`{41}|~{41})/.test(start.content);
  return isUnopened ? { ...plain, render: renderUnopened } : plain;
}

/** The line at a place, whatever it may begin, as nothing but text. */
export function readPlain(text: string, at: number, state: LineState, shape: MessageShape): MarkdownStep {
  const line = lineAt(text, at, shape);
  return readText(line, readLineStart(line), state);
}

function lineAt(text: string, at: number, { maxSize }: MessageShape): string {
  const window = text.slice(at, at + maxSize + 2);
  const newline = window.indexOf('\n');
  return newline === -1 ? window : window.slice(0, newline + 1);
}

function readInFence(line: string, fence: OpenFence, state: LineState): MarkdownStep {
  const isWhole = line.endsWith('\n');
  const render = (part: string): string =>
    state.isMidLine === true ? fence.quote + renderCode(part, { ...fence, quote: '' }) : renderCode(part, fence);
  const code = { kind: 'code', source: line, render, isAtomic: false, beginsBlock: false } as const;
  const after = { ...state, isMidLine: false };
  if (state.isMidLine === true) return { ...code, after, isHeld: false };
  const outside = { ...after, fence: undefined };
  const close = (part: string): string => `${fence.prefix}\`\`\`${part.endsWith('\n') ? '\n' : ''}`;
  const quoteEnd = readQuoteEnd(line, fence);
  if (quoteEnd === true) {
    return {
      ...code,
      kind: 'closing',
      source: '',
      render: () => `${fence.prefix}\`\`\`\n`,
      after: outside,
      isHeld: false,
    };
  }
  const closing = readClosing(line, fence);
  if (closing === true) return { ...code, kind: 'closing', render: close, after: outside, isHeld: !isWhole };
  return { ...code, after, isHeld: closing === 'maybe' || quoteEnd === 'maybe' };
}

function readFenceLine(line: string, start: LineStart, state: LineState): MarkdownStep | undefined {
  const isWhole = line.endsWith('\n');
  const fence = readOpening(start);
  if (fence === undefined) {
    const mayOpen = !isWhole && /^(?:`{1,2}|~{1,2})$/.test(start.content);
    return mayOpen ? { ...readText(line, start, state), isHeld: true } : undefined;
  }
  return {
    kind: 'opening',
    source: line,
    render: renderOpening,
    after: { listIndent: indentAfter(start, state), fence },
    isHeld: !isWhole,
    isAtomic: true,
    beginsBlock: true,
  };
}

interface BarLine {
  readonly text: string;
  readonly at: number;
  readonly line: string;
  readonly start: LineStart;
  readonly state: LineState;
  readonly shape: MessageShape;
}

/** A line that begins with a bar: a row, the head of a table, or text. */
function readBar(bar: BarLine): MarkdownStep {
  const { line, start, state, shape } = bar;
  const plain = { ...readText(line, start, state), isAtomic: true };
  if (state.table !== undefined) return isRow(line, shape) ? toRowStep(bar, state.table) : plain;
  return readHead(bar) ?? { ...plain, beginsBlock: true };
}

function isRow(line: string, { maxSize }: MessageShape): boolean {
  return line.length <= maxSize * MAX_ROW;
}

function toRowStep({ line, state }: BarLine, table: TableHead): MarkdownStep {
  const row = parseRow(withoutQuote(line));
  return {
    kind: 'row',
    source: line,
    // Each item stands for itself; columns need all rows at once.
    ...(table.isAligned ? { render: same, rows: [row] } : { render: () => renderTable(table, [row]) }),
    after: { ...state, table },
    isHeld: !line.endsWith('\n'),
    isAtomic: true,
    beginsBlock: false,
  };
}

/** A header with the line under it and the first row; nothing when it is none. */
function readHead({ text, at, line, start, state, shape }: BarLine): MarkdownStep | undefined {
  const block = { render: same, isAtomic: true, beginsBlock: true } as const;
  if (extentOf(line, shape).size > shape.maxSize * MAX_HEADER) return undefined;
  const rule = line.endsWith('\n') ? lineAt(text, at + line.length, shape) : '';
  if (!rule.endsWith('\n') && /^[\s>|:-]*$/.test(rule) && rule.length <= shape.maxSize * MAX_HEADER) {
    // It may become a table, and is one in the end when the line under it is complete by then.
    if (parseRule(withoutQuote(rule))?.length !== parseRow(withoutQuote(line)).cells.length || !rule.includes('-')) {
      return { ...block, ...readText(line + rule, start, state), isHeld: true, isAtomic: true, beginsBlock: true };
    }
  }
  const header = parseRow(withoutQuote(line));
  const count = header.cells.length;
  const alignments = rule.includes('-') ? parseRule(withoutQuote(rule)) : undefined;
  if (alignments?.length !== count || count > MAX_CELLS || rule.length > shape.maxSize * MAX_HEADER) {
    return undefined;
  }
  const source = line + rule;
  const next = lineAt(text, at + source.length, shape);
  const hasRow = rule.endsWith('\n') && readLineStart(next).content.startsWith('|');
  const rows = hasRow ? [parseRow(withoutQuote(next))] : [];
  const isAligned = shape.tables !== 'rows' && shape.maxSize >= MIN_ALIGNED_SIZE && isNarrow(header, rows[0]);
  const table: TableHead = { header, alignments, isAligned, quote: start.quote };
  const isDecided = hasRow ? next.endsWith('\n') : rule.endsWith('\n') && !/^[ \t>]*$/.test(next);
  return {
    ...block,
    kind: 'head',
    source: hasRow ? source + next : source,
    rows,
    after: { listIndent: state.listIndent, table },
    isHeld: !isDecided,
  };
}

function readText(line: string, start: LineStart, state: LineState): MarkdownStep {
  const isHeading = /^#{1,6}[ \t]/.test(start.content);
  return {
    kind: line.trim() === '' ? 'blank' : isHeading ? 'heading' : 'text',
    source: line,
    render: same,
    after: { listIndent: line.trim() === '' ? state.listIndent : indentAfter(start, state) },
    // Blanks and marks of a quote may still stand before anything.
    isHeld: /^[ \t>]+$/.test(line),
    isAtomic: false,
    beginsBlock: isHeading,
  };
}

function indentAfter({ indent, bullet }: LineStart, { listIndent }: LineState): number {
  return bullet === '' ? Math.min(listIndent, indent) : indent + bullet.length;
}

function withoutQuote(line: string): string {
  return line.slice(line.length - readLineStart(line).content.length);
}
