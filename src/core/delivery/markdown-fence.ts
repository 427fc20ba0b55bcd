/** A fence that is open. */
export interface OpenFence {
  /** The run of backticks or tildes that has to be matched. */
  readonly marker: string;
  /** The first word behind it, unless it is no name of a language. */
  readonly language: string;
  /** What stands before each line in a block quote. */
  readonly quote: string;
  /** What stands before the line that closes it in this message. */
  readonly prefix: string;
  /** Columns before the fence. */
  readonly indent: number;
}

/** How one line begins. */
export interface LineStart {
  /** The marks of block quotes. */
  readonly quote: string;
  /** Blanks before the first mark or word. */
  readonly indent: number;
  /** The marks of list items, with the blanks behind them. */
  readonly bullet: string;
  /** What is left. */
  readonly content: string;
}

/** Every platform knows this one; Discord knows no other. */
export const FENCE = '```';

const LINE_START = /^((?: {0,3}>[ \t]?){0,4})([ \t]*)((?:(?:[-*+]|\d{1,9}[.)])[ \t]{1,4}){0,3})/;
/** Longer runs are rows of marks. */
const OPENING = /^(`{3,40}(?!`)|~{3,40}(?!~))([^\n]*)/;
const LANGUAGE = /^[\w+#.-]{1,20}$/;

/** Takes a line apart, as far as it matters for what follows. */
export function readLineStart(line: string): LineStart {
  const [all = '', quote = '', blanks = '', bullet = ''] = LINE_START.exec(line) ?? [];
  return { quote, indent: blanks.length, bullet, content: line.slice(all.length) };
}

/** The fence that a line opens, if it does. Markers in lists stand as far in as their text. */
export function readOpening({ quote, indent, bullet, content }: LineStart): OpenFence | undefined {
  const [, marker = '', info = ''] = OPENING.exec(content) ?? [];
  if (marker === '' || (marker.startsWith('`') && info.includes('`'))) return undefined;
  const word = info.trim().split(/\s/)[0] ?? '';
  const column = indent + bullet.length;
  return {
    marker,
    language: LANGUAGE.test(word) ? word : '',
    quote,
    prefix: quote + ' '.repeat(column),
    indent: column,
  };
}

/** Whether a line closes a fence; `maybe` while it has only begun and may still do so. */
export function readClosing(line: string, fence: OpenFence): boolean | 'maybe' {
  const { quote, content: rest } = splitQuote(line, fence);
  const isWhole = line.endsWith('\n');
  if (fence.quote !== '' && quote === '' && isWhole) return false;
  const run = /^([ \t]*)(`{0,40}|~{0,40})[ \t\r]*\n?$/.exec(rest);
  const [, blanks = '', marks = ''] = run ?? [];
  if (run === null || blanks.length > fence.indent + 3) return false;
  if (marks !== '' && !fence.marker.startsWith(marks.charAt(0))) return false;
  return marks.startsWith(fence.marker) || (!isWhole && 'maybe');
}

/** Whether a fence in a block quote ends because the quote does; `maybe` while that cannot be seen. */
export function readQuoteEnd(line: string, fence: OpenFence): boolean | 'maybe' {
  if (fence.quote === '' || /^ {0,3}>/.test(line)) return false;
  return /^ {0,3}$/.test(line) ? 'maybe' : true;
}

/** The line that opens a fence as every platform reads it. */
export function renderOpening(line: string): string {
  const { content } = readLineStart(line);
  const before = line.slice(0, line.length - content.length);
  const marker = OPENING.exec(content)?.[1] ?? '';
  return before + FENCE + content.slice(marker.length).replaceAll('`', "'");
}

/** The lines of code in a fence that nothing in them can close. */
export function renderCode(code: string, fence: OpenFence): string {
  const { quote, content } = splitQuote(code, fence);
  return quote + breakTicks(content);
}

/** Puts what cannot be seen between backticks, so that no three of them stand together. */
export function breakTicks(code: string): string {
  return code.includes(FENCE) ? code.replaceAll(/``(?=`)/g, '``\u200B') : code;
}

/** A line whose marks would open a fence on some platform, and not here. */
export function renderUnopened(line: string): string {
  const { content } = readLineStart(line);
  const at = line.length - content.length + 2;
  return /^(?:`{3}|~{3})/.test(content) ? `${line.slice(0, at)}\u200B${line.slice(at)}` : line;
}

function splitQuote(line: string, fence: OpenFence): Pick<LineStart, 'quote' | 'content'> {
  const quote = fence.quote === '' ? '' : readLineStart(line).quote;
  return { quote, content: line.slice(quote.length) };
}
