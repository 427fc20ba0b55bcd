import { GOOD_TEXT_SIZE, MAX_TEXT_SIZE, textSize } from './text-size.ts';

const SENTENCES = new Intl.Segmenter(undefined, { granularity: 'sentence' });
const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

const MAX_GRAPHEME_CHARS = 50;
const WINDOW_CHARS = 10_000;

/** Cuts text into sentences, in any script; nothing is lost but the space between them. */
function toSentences(text: string): string[] {
  return toWindows(text)
    .flatMap((window) => segments(SENTENCES, window))
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}

/**
 * Gathers pieces into parts, in order: up to {@link GOOD_TEXT_SIZE} each, and never above {@link MAX_TEXT_SIZE}, for
 * which a piece that is too large by itself is cut at sentences, words or characters, in this order of preference.
 */
export function packParts(pieces: readonly string[], gapAfter: (text: string) => string): string[] {
  const parts: string[] = [];
  let size = 0;
  for (const piece of pieces.flatMap(fitPiece)) {
    const pieceSize = textSize(piece);
    const last = parts.length - 1;
    if (last >= 0 && size + pieceSize <= GOOD_TEXT_SIZE) {
      parts[last] += gapAfter(parts[last] ?? '') + piece;
      size += pieceSize;
    } else {
      parts.push(piece);
      size = pieceSize;
    }
  }
  return parts;
}

/** The segmenter's time grows faster than its text: a file of one line would take minutes. Cuts behind a stop, or at a space. */
function toWindows(text: string): string[] {
  const windows: string[] = [];
  for (let start = 0, end = 0; start < text.length; start = end) {
    end = Math.min(text.length, start + WINDOW_CHARS);
    if (end < text.length) {
      const stop = Math.max(...['. ', '。'].map((mark) => text.lastIndexOf(mark, end - 1)), start);
      const border = stop > start ? stop : text.lastIndexOf(' ', end - 1);
      end = border > start ? border + 1 : text.length;
    }
    windows.push(text.slice(start, end));
  }
  return windows;
}

function fitPiece(piece: string): string[] {
  if (textSize(piece) <= MAX_TEXT_SIZE) return [piece];
  const isLined = piece.includes('\n');
  const smaller = isLined ? piece.split('\n') : toSentences(piece);
  if (smaller.length > 1) return packParts(smaller, () => (isLined ? '\n' : ' '));
  const words = piece.split(/\s+/u);
  return words.length > 1 ? packParts(words, () => ' ') : cutWord(piece);
}

/** Cuts what has no space in it at grapheme borders, and a grapheme that is endless itself anywhere. */
function cutWord(word: string): string[] {
  const cut: string[] = [];
  for (let start = 0, end = 0; start < word.length; start = end) {
    end = start + GOOD_TEXT_SIZE;
    // Only the surroundings of the cut are looked at: graphemes of a whole file would take seconds.
    const window = word.slice(start, end + MAX_GRAPHEME_CHARS);
    const border = GRAPHEMES.segment(window).containing(GOOD_TEXT_SIZE)?.index ?? window.length;
    if (border > GOOD_TEXT_SIZE - MAX_GRAPHEME_CHARS) end = start + border;
    cut.push(word.slice(start, end));
  }
  return cut;
}

function segments(segmenter: Intl.Segmenter, text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}
