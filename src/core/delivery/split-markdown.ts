import type { ReplyLimits } from './reply-transport.ts';

/** One message of a text that is too long for one. */
export interface MessagePiece {
  /** The part of the text that it stands for; all bodies joined are the text. */
  readonly body: string;
  /** What the message shows: `body`, with a code fence that the cut goes through closed and opened again. */
  readonly shown: string;
}

type Size = Pick<ReplyLimits, 'maxSize' | 'unit'>;

interface Fence {
  /** Such as three backticks. */
  readonly marker: string;
  /** The whole line that opens it again. */
  readonly opening: string;
}

/** A cut is taken at the best kind of border that keeps at least this share of a message filled. */
const MIN_FILL = 0.5;
/** Best first; a border ends with the match. */
const BORDERS: readonly RegExp[] = [/\n\s*\n/g, /\n/g, /[.!?…。！？]["'”’)\]]*\s+/g, /[。！？]/g, /\s+/g];
const FENCE_LINE = /^ {0,3}(`{3,}|~{3,})([^\n]*)$/;
/** Longer info strings are not repeated. */
const MAX_LANGUAGE_CHARS = 20;
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * Cuts Markdown into messages. Every piece but the last stays as it is when text is added at the end, so an answer can
 * be split while it is written.
 */
export function splitMarkdown(text: string, size: Size): readonly MessagePiece[] {
  const pieces: MessagePiece[] = [];
  let rest = text;
  let fence: Fence | undefined;
  for (;;) {
    const opening = fence === undefined ? '' : `${fence.opening}\n`;
    if (fits(opening + rest, size)) {
      pieces.push({ body: rest, shown: opening + rest });
      return pieces;
    }
    const body = takePiece(rest, opening, fence, size);
    const after = fenceAfter(body, fence);
    pieces.push({ body, shown: opening + body + toClosing(body, after) });
    rest = rest.slice(body.length);
    fence = after;
  }
}

/** The fence that is still open at the end of a text, as the line that would close it; nothing when none is. */
export function openFenceMarker(text: string): string | undefined {
  return fenceAfter(text, undefined)?.marker;
}

/** The size of a text in a platform's unit. */
export function sizeOf(text: string, unit: ReplyLimits['unit']): number {
  return unit === 'bytes' ? Buffer.byteLength(text, 'utf8') : text.length;
}

function fits(text: string, { maxSize, unit }: Size): boolean {
  // UTF-8 has at most three bytes a code unit, so that most texts need no counting.
  return text.length * (unit === 'bytes' ? 3 : 1) <= maxSize || sizeOf(text, unit) <= maxSize;
}

function takePiece(rest: string, opening: string, fence: Fence | undefined, size: Size): string {
  const room = (closing: number): string => {
    const maxSize = size.maxSize - sizeOf(opening, size.unit) - closing;
    return longestPrefix(rest, { ...size, maxSize });
  };
  const body = cutAtBorder(room(0));
  if (fenceAfter(body, fence) === undefined) return body;
  const longestMarker = Math.max(...(body.match(/`+|~+/g) ?? []).map((run) => run.length), fence?.marker.length ?? 0);
  return cutAtBorder(room(longestMarker + 1));
}

/** As much as fits without going through a grapheme. */
function longestPrefix(text: string, { maxSize, unit }: Size): string {
  const window = text.slice(0, Math.max(1, maxSize));
  let used = 0;
  let end = 0;
  for (const { segment, index } of graphemes.segment(window)) {
    const next = used + sizeOf(segment, unit);
    if (next > maxSize) return end > 0 ? window.slice(0, end) : longestStart(segment, maxSize, unit);
    // The last segment of the window may go on behind it, unless it is all there is.
    if (index + segment.length === window.length && end > 0 && window.length < text.length) return window.slice(0, end);
    used = next;
    end = index + segment.length;
  }
  return window.slice(0, end);
}

/** For a single grapheme that is larger than a message: then it is cut between code points. */
function longestStart(grapheme: string, maxSize: number, unit: ReplyLimits['unit']): string {
  let start = '';
  for (const point of grapheme) {
    if (start !== '' && sizeOf(start + point, unit) > maxSize) break;
    start += point;
  }
  return start;
}

function cutAtBorder(window: string): string {
  for (const border of BORDERS) {
    let cut = 0;
    for (const match of window.matchAll(border)) cut = match.index + match[0].length;
    if (cut >= window.length * MIN_FILL) return window.slice(0, cut);
  }
  return window;
}

function fenceAfter(text: string, before: Fence | undefined): Fence | undefined {
  let fence = before;
  for (const line of text.split('\n')) {
    const match = FENCE_LINE.exec(line);
    if (match === null) continue;
    const [marker = '', info = ''] = match.slice(1);
    if (fence === undefined) {
      if (marker.startsWith('`') && info.includes('`')) continue;
      const language = info.trim().split(/\s/)[0] ?? '';
      fence = { marker, opening: marker + (language.length > MAX_LANGUAGE_CHARS ? '' : language) };
    } else if (marker.startsWith(fence.marker) && info.trim() === '') {
      fence = undefined;
    }
  }
  return fence;
}

function toClosing(body: string, fence: Fence | undefined): string {
  if (fence === undefined) return '';
  return body.endsWith('\n') ? fence.marker : `\n${fence.marker}`;
}
