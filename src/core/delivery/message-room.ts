import type { ReplyLimits } from './reply-transport.ts';

/** What messages are cut for. */
export interface MessageShape extends Pick<ReplyLimits, 'maxSize' | 'unit' | 'maxLines' | 'tables'> {
  /** Makes platform text safe, line by line: no line's escape depends on another line. Absent: nothing is changed. */
  readonly escape?: (markdown: string) => string;
}

/** How much of a message something takes. */
export interface Extent {
  readonly size: number;
  readonly lines: number;
}

/** So many characters stand in one line of a chat window on a desktop; a phone shows about half of them. */
const LINE_CHARS = 80;
/** Messages end at a good border of their last fifth. */
const FULL_FROM = 0.8;

/** The size of a text in a platform's unit. */
export function sizeOf(text: string, unit: ReplyLimits['unit']): number {
  return unit === 'bytes' ? Buffer.byteLength(text, 'utf8') : text.length;
}

/** What some lines take once they are escaped; a newline at the end begins no further line. */
export function extentOf(markdown: string, { unit, escape, maxLines }: MessageShape): Extent {
  const escaped = escape === undefined ? markdown : escape(markdown);
  return { size: sizeOf(escaped, unit), lines: maxLines === undefined ? 0 : countLines(escaped) };
}

/** Both together. */
export function addExtents(one: Extent, other: Extent): Extent {
  return { size: one.size + other.size, lines: one.lines + other.lines };
}

/** Which share of a message is taken: 1 when it is full. */
export function fillOf({ size, lines }: Extent, { maxSize, maxLines }: MessageShape): number {
  return Math.max(size / maxSize, maxLines === undefined ? 0 : lines / maxLines);
}

/**
 * What a message that grows still takes, about, and how many further ones are needed for `moreChars`. Its lines are taken to
 * go on as they are.
 */
export function toRoom(
  text: string,
  moreChars: number,
  shape: MessageShape,
): { readonly roomChars: number; readonly furtherCount: number } {
  const { size, lines } = extentOf(text, shape);
  const fill = fillOf({ size, lines: Math.max(0, lines - toUnfinished(text)) }, shape);
  const charsPerMessage = FULL_FROM * (fill === 0 ? shape.maxSize : text.length / fill);
  return {
    roomChars: Math.max(0, charsPerMessage - text.length),
    furtherCount: Math.floor((text.length + moreChars) / charsPerMessage),
  };
}

/** The share of the last line that is still to come: a word that begins a text is no line of one word. */
function toUnfinished(text: string): number {
  if (text.endsWith('\n')) return 0;
  return 1 - ((text.length - text.lastIndexOf('\n') - 1) % LINE_CHARS) / LINE_CHARS;
}

function countLines(text: string): number {
  if (text === '') return 0;
  let count = 0;
  let start = 0;
  while (start < text.length) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    count += Math.max(1, Math.ceil((end - start) / LINE_CHARS));
    start = end + 1;
  }
  return count;
}
