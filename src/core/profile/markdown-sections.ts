/** A stretch of a Markdown file below one heading. */
export interface MarkdownSection {
  /** Headings from the outside in, as plain text. */
  readonly headings: readonly string[];
  /** Paragraphs, lists, tables and code fences, each whole. */
  readonly blocks: readonly string[];
}

const ATX = /^ {0,3}(#{1,6})(?=[ \t]|$)/;
/** What is longer is a paragraph that starts with a hash. */
const MAX_HEADING_CHARS = 1000;
const SETEXT = /^ {0,3}(=+|-+)[ \t]*$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const CJK_WRAP =
  /(?<=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}。，、])\n(?=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])/gu;
const NOT_SETEXT = /^ {0,3}(?:[-*+>|]|\d+[.)]|#{1,6}[ \t])|^\s*$|^ {4}/;

const LINES_PER_STEP = 1000;

/**
 * Cuts Markdown at its headings, one section after the other; what looks like a heading inside a code fence is none. Nothing
 * where a section goes on for so long that others may run.
 */
export function* toMarkdownSections(markdown: string): Generator<MarkdownSection | undefined, void> {
  const reader: Reader = {
    sections: [{ headings: [], blocks: [] }],
    levels: [],
    lines: [],
    charCount: 0,
    fence: undefined,
    isCommented: false,
  };
  let lineCount = 0;
  for (const line of linesOf(markdown)) {
    readLine(reader, line);
    const [section, next] = reader.sections;
    if (section !== undefined && next !== undefined) {
      reader.sections.shift();
      if (isTelling(section, next)) yield section;
    } else if (++lineCount % LINES_PER_STEP === 0) yield undefined;
  }
  endBlock(reader);
  yield* reader.sections.filter((section, index, sections) => isTelling(section, sections[index + 1]));
}

function* linesOf(text: string): Generator<string> {
  for (let start = 0; start <= text.length;) {
    const end = text.indexOf('\n', start);
    yield text.slice(start, end < 0 ? text.length : end);
    start = end < 0 ? text.length + 1 : end + 1;
  }
}

interface Reader {
  /** The one that is read, and the one before it as long as nobody has it. */
  readonly sections: { headings: string[]; blocks: string[] }[];
  /** The headings that are open, by level 1 to 6. */
  levels: { level: number; heading: string }[];
  lines: string[];
  /** Of the lines. */
  charCount: number;
  fence: string | undefined;
  isCommented: boolean;
}

function readLine(reader: Reader, line: string): void {
  if (reader.fence !== undefined) return readFenced(reader, line, reader.fence);
  const visible = withoutComments(reader, line);
  const fence = FENCE.exec(visible)?.[1];
  const marks = visible.length <= MAX_HEADING_CHARS ? ATX.exec(visible)?.[1] : undefined;
  const underline = SETEXT.exec(visible)?.[1];
  if (fence !== undefined) openFence(reader, visible, fence);
  else if (marks !== undefined) startSection(reader, marks.length, toHeading(visible));
  else if (underline !== undefined && isSetext(reader)) underlined(reader, underline.startsWith('=') ? 1 : 2);
  else if (line.trim() === '') endBlock(reader);
  else if (visible.trim() !== '') addLine(reader, visible);
}

/** Takes out comments, which are for whoever edits the file; they may go on over lines. */
function withoutComments(reader: Reader, line: string): string {
  let visible = '';
  let rest = line;
  for (;;) {
    const end = reader.isCommented ? rest.indexOf('-->') : -3;
    if (end === -1) return visible;
    rest = rest.slice(end + 3);
    const start = rest.indexOf('<!--');
    reader.isCommented = start >= 0;
    if (start < 0) return visible + rest;
    visible += rest.slice(0, start);
    rest = rest.slice(start + 4);
  }
}

/** The text of an ATX heading, without the hashes that may close it. */
function toHeading(line: string): string {
  return line
    .trim()
    .replace(/^#+/, '')
    .trim()
    .replace(/(?:^|[ \t])#+$/, '')
    .trim();
}

function openFence(reader: Reader, line: string, fence: string): void {
  endBlock(reader);
  reader.fence = fence;
  addLine(reader, line);
}

/** Inside a fence everything is code, up to a mark of the same character that is at least as long. */
function readFenced(reader: Reader, line: string, fence: string): void {
  addLine(reader, line);
  const mark = FENCE.exec(line)?.[1];
  if (mark === undefined || !mark.startsWith(fence) || line.trim() !== mark) return;
  reader.fence = undefined;
  endBlock(reader);
}

function isSetext({ lines, charCount }: Reader): boolean {
  return lines.length > 0 && charCount <= MAX_HEADING_CHARS && lines.every((line) => !NOT_SETEXT.test(line));
}

function addLine(reader: Reader, line: string): void {
  reader.lines.push(line);
  reader.charCount += line.length + 1;
}

function takeLines(reader: Reader): readonly string[] {
  const { lines } = reader;
  reader.lines = [];
  reader.charCount = 0;
  return lines;
}

function underlined(reader: Reader, level: number): void {
  const heading = takeLines(reader).join(' ');
  startSection(reader, level, heading);
}

function startSection(reader: Reader, level: number, heading: string): void {
  endBlock(reader);
  reader.levels = [...reader.levels.filter((open) => open.level < level), { level, heading: toPlain(heading) }];
  reader.sections.push({
    headings: reader.levels.map((open) => open.heading).filter((text) => text !== ''),
    blocks: [],
  });
}

function endBlock(reader: Reader): void {
  const lines = takeLines(reader);
  const block = (isParagraph(lines) ? unwrap(lines) : lines.join('\n')).trimEnd();
  if (block !== '') reader.sections.at(-1)?.blocks.push(block);
}

/** Whether these lines are running text, in which a line's end means no more than a space. */
function isParagraph(lines: readonly string[]): boolean {
  return lines.every((line) => !NOT_SETEXT.test(line) && !FENCE.test(line) && !/(?: {2}|\\)$/.test(line));
}

/** Joins wrapped lines, without a space between CJK characters. */
function unwrap(lines: readonly string[]): string {
  const text = lines.map((line) => line.trim()).join('\n');
  return text.replace(CJK_WRAP, '').replaceAll('\n', ' ');
}

/** A heading without text below tells something only when no deeper heading follows it. */
function isTelling({ headings, blocks }: MarkdownSection, next: MarkdownSection | undefined): boolean {
  return blocks.length > 0 || (headings.length > 0 && (next === undefined || next.headings.length <= headings.length));
}

/** A heading's text without emphasis, code marks, links and anchors. */
function toPlain(heading: string): string {
  return heading
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\{#[^}]*\}\s*$/, '')
    .replace(/(\*\*|__|`|~~)/g, '')
    .replace(/(^|\s)[*_]([^*_]+)[*_](?=\s|$|[.,:;!?])/g, '$1$2')
    .trim();
}
