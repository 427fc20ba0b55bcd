/** A stretch of a Markdown file below one heading. */
export interface MarkdownSection {
  /** Headings from the outside in, as plain text. */
  readonly headings: readonly string[];
  /** Paragraphs, lists, tables and code fences, each whole. */
  readonly blocks: readonly string[];
}

const ATX = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/;
const SETEXT = /^ {0,3}(=+|-+)[ \t]*$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const CJK_WRAP =
  /(?<=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}。，、])\n(?=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])/gu;
const NOT_SETEXT = /^ {0,3}(?:[-*+>|]|\d+[.)]|#{1,6}[ \t])|^\s*$|^ {4}/;

/** Cuts Markdown at its headings; what looks like a heading inside a code fence is none. */
export function toMarkdownSections(markdown: string): MarkdownSection[] {
  const reader: Reader = { sections: [{ headings: [], blocks: [] }], levels: [], lines: [], fence: undefined };
  for (const line of markdown.split('\n')) readLine(reader, line);
  endBlock(reader);
  return reader.sections.filter(isTelling);
}

interface Reader {
  readonly sections: { headings: string[]; blocks: string[] }[];
  /** The headings that are open, by level 1 to 6. */
  levels: { level: number; heading: string }[];
  lines: string[];
  fence: string | undefined;
}

function readLine(reader: Reader, line: string): void {
  if (isFenced(reader, line)) {
    reader.lines.push(line);
    return;
  }
  const [, marks, heading = ''] = ATX.exec(line) ?? [];
  const underline = SETEXT.exec(line)?.[1];
  if (marks !== undefined) startSection(reader, marks.length, heading);
  else if (underline !== undefined && isSetext(reader.lines)) underlined(reader, underline.startsWith('=') ? 1 : 2);
  else if (line.trim() === '') endBlock(reader);
  else reader.lines.push(line);
}

/** Follows code fences: the closing one has the same character and is at least as long. */
function isFenced(reader: Reader, line: string): boolean {
  const mark = FENCE.exec(line)?.[1];
  if (reader.fence === undefined) {
    if (mark === undefined) return false;
    reader.fence = mark;
    return true;
  }
  const isClosing = mark !== undefined && mark.startsWith(reader.fence) && line.trim() === mark;
  if (isClosing) reader.fence = undefined;
  return true;
}

function isSetext(lines: readonly string[]): boolean {
  return lines.length > 0 && lines.every((line) => !NOT_SETEXT.test(line));
}

function underlined(reader: Reader, level: number): void {
  const heading = reader.lines.join(' ');
  reader.lines = [];
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
  const block = (isParagraph(reader.lines) ? unwrap(reader.lines) : reader.lines.join('\n')).trimEnd();
  reader.lines = [];
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
function isTelling(section: MarkdownSection, index: number, sections: readonly MarkdownSection[]): boolean {
  if (section.blocks.length > 0) return true;
  const next = sections[index + 1];
  return section.headings.length > 0 && (next === undefined || next.headings.length <= section.headings.length);
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
