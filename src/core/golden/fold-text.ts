/** Signs that Markdown puts around words, and citations such as `[2]` or `[1, 3]`. */
const MARKUP = /\[\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\]|[*_`>\u200B-\u200D\u2060\uFEFF]/g;
/** Between these there may be white space, or none: a word, a number, one sign. */
const PIECE = /\p{L}+|\p{N}+|[^\s\p{L}\p{N}]/gu;
const DASHES = /[‐-―−]/g;
const QUOTES = /[‘’‚‛′]/g;

/** Brings a text into the form in which wordings are compared: no case, accents, markup or runs of white space. */
export function foldText(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(MARKUP, ' ')
    .replaceAll(DASHES, '-')
    .replaceAll(QUOTES, "'")
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/**
 * Whether a text holds a wording, however both are spaced. Numbers are compared whole, so that `47` is not found in `1947`,
 * `470` or `1.47`, and a Latin word from its beginning, so that `Rust` is not found in `trust`, but `robot` is in `robots`.
 */
export function holds(text: string, wording: string): boolean {
  const folded = foldText(wording);
  const spaced = (folded.match(PIECE) ?? []).map(escapeForPattern).join('\\s*');
  const start = /^\d/.test(folded) ? '(?<!\\d|\\d[.,])' : /^[a-z]/.test(folded) ? '(?<![a-z])' : '';
  const end = /\d$/.test(folded) ? '(?!\\d|[.,]\\d)' : '';
  return new RegExp(start + spaced + end, 'u').test(foldText(text));
}

function escapeForPattern(piece: string): string {
  return piece.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
}
