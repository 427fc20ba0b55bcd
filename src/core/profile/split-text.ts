import { addSizes, countTokens, GOOD_TEXT_SIZE, measureText, NO_TEXT, tokensOf } from './text-size.ts';

const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

const MAX_GRAPHEME_CHARS = 50;
/** A piece is looked at so much at a time, so that work goes in small steps however long its lines are. */
const WINDOW_CHARS = 8000;

/** How to gather pieces. */
export interface PackOptions {
  /** What goes between a part and the next piece. */
  readonly gapAfter: (text: string) => string;
  /** The most tokens of a part; above 100. */
  readonly room: number;
}

/**
 * Gathers pieces into parts, in order: up to {@link GOOD_TEXT_SIZE} words each, and never above `room` tokens, for which a
 * piece that is too large by itself is cut at lines, sentences, words or characters, in this order of preference. Takes no
 * more pieces than the parts that are asked for need.
 */
export function* packParts(pieces: Iterable<string>, options: PackOptions): Generator<string> {
  const { gapAfter, room } = options;
  let part = '';
  let size = NO_TEXT;
  for (const piece of fitPieces(pieces, room)) {
    const added = measureText(piece);
    const both = addSizes(size, added);
    if (part !== '' && both.words <= GOOD_TEXT_SIZE && tokensOf(both) <= room) {
      part += gapAfter(part) + piece;
      size = both;
    } else {
      if (part !== '') yield part;
      part = piece;
      size = added;
    }
  }
  if (part !== '') yield part;
}

/** Gathers pieces as {@link packParts} does, but keeps all in one part, though above the usual size, where there is room. */
export function* packWhole(pieces: Iterable<string>, options: PackOptions): Generator<string> {
  const { gapAfter, room } = options;
  const source = pieces[Symbol.iterator]();
  const first: string[] = [];
  let size = NO_TEXT;
  for (let next = source.next(); next.done !== true; next = source.next()) {
    if (next.value === '') continue;
    first.push(next.value);
    const isLong = next.value.length > WINDOW_CHARS;
    if (!isLong) size = addSizes(size, measureText(next.value));
    if (isLong || tokensOf(size) > room) return yield* packParts(chain(first, source), options);
  }
  const whole = first.reduce((text, piece) => (text === '' ? piece : text + gapAfter(text) + piece), '');
  if (whole !== '') yield whole;
}

function* chain(first: readonly string[], rest: Iterator<string>): Generator<string> {
  yield* first;
  for (let next = rest.next(); next.done !== true; next = rest.next()) if (next.value !== '') yield next.value;
}

function* fitPieces(pieces: Iterable<string>, room: number): Generator<string> {
  for (const piece of pieces) {
    for (const window of toWindows(piece)) yield* fitPiece(window, room);
  }
}

function* fitPiece(piece: string, room: number): Generator<string> {
  if (countTokens(piece) <= room) yield piece;
  else if (piece.includes('\n')) yield* packParts(toLines(piece), { gapAfter: () => '\n', room });
  else yield* fitLine(piece, room);
}

function* fitLine(line: string, room: number): Generator<string> {
  const sentences = toSentences(line);
  if (sentences.length > 1) return yield* packParts(sentences, { gapAfter: () => ' ', room });
  const words = line.split(/\s+/u).filter((word) => word !== '');
  if (words.length > 1) return yield* packParts(words, { gapAfter: () => ' ', room });
  yield* cutWord(line, room);
}

/** Cuts behind a line, a sentence or a word, or where there is none, between two characters. */
function* toWindows(text: string): Generator<string> {
  let start = 0;
  while (text.length - start > WINDOW_CHARS) {
    const window = text.slice(start, start + WINDOW_CHARS);
    const border = ['\n', '. ', '。', ' '].map((mark) => window.lastIndexOf(mark)).find((at) => at > 0);
    const end = start + (border === undefined ? toBorder(window, WINDOW_CHARS - MAX_GRAPHEME_CHARS) : border + 1);
    const piece = text.slice(start, end).trim();
    if (piece !== '') yield piece;
    start = end;
  }
  const rest = start === 0 ? text : text.slice(start).trim();
  if (rest !== '') yield rest;
}

function toLines(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

const SENTENCE_END =
  /(?:[.!?…]|(?![.!?…])\p{STerm})[\p{Pe}\p{Pf}"'*_]{0,5}(?:\s+(?![\p{Ll}\s])|(?<=[。！？][\p{Pe}\p{Pf}"']{0,5}))/gu;

/** Cuts a line into sentences, in any script; nothing is lost but the space between them. */
function toSentences(line: string): string[] {
  const sentences: string[] = [];
  let start = 0;
  for (const { index, 0: end } of line.matchAll(SENTENCE_END)) {
    sentences.push(line.slice(start, index + end.length).trim());
    start = index + end.length;
  }
  return [...sentences, line.slice(start).trim()].filter((sentence) => sentence !== '');
}

/** Cuts what has no space in it at grapheme borders, and a grapheme that is endless itself anywhere. */
function* cutWord(word: string, room: number): Generator<string> {
  const step = Math.min(GOOD_TEXT_SIZE, Math.floor(room / 3));
  for (let start = 0, end = 0; start < word.length; start = end) {
    end = start + toBorder(word.slice(start, start + step + MAX_GRAPHEME_CHARS), step);
    yield word.slice(start, end);
  }
}

/** The last grapheme border up to `wanted`; `wanted` itself where a grapheme is endless. */
function toBorder(window: string, wanted: number): number {
  if (window.length <= wanted) return window.length;
  // Only the surroundings of the cut are looked at: graphemes of a whole file would take seconds.
  const border = GRAPHEMES.segment(window).containing(wanted)?.index ?? window.length;
  return border > wanted - MAX_GRAPHEME_CHARS ? border : wanted;
}
