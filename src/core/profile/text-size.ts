/**
 * The most that a chunk's text may measure. A word measures 1 and stands for about 1.3 tokens, so that text, breadcrumb
 * and hints stay below the 512 tokens of the smallest common embedding models.
 *
 * @see https://upstash.com/docs/vector/features/embeddingmodels
 */
export const MAX_TEXT_SIZE = 240;

/** Where prose is cut if it has a choice: paragraphs are gathered up to here. */
export const GOOD_TEXT_SIZE = 160;

const WORD = /\S+/gu;
const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/gu;
const USUAL_WORD_CHARS = 12;
const MARK = /[^\p{L}\p{N}]/gu;
const FEWEST_MARKS_OF_CODE = 3;
const TOKENS_PER_WORD = 1.3;
const LONGEST_WORD_CHARS = 30;
const CHARS_PER_STEP_OF_NO_WORD = 3;
const CJK_CHAR_SIZE = 0.75;

/** Measures text in words; a long word (an address, a hash) counts as several, a CJK character as three quarters of one. */
export function textSize(text: string): number {
  const withoutCjk = text.replace(CJK, ' ');
  const cjkCount = text.length === withoutCjk.length ? countOf(text, CJK) : 0;
  let size = cjkCount * CJK_CHAR_SIZE;
  for (const [word] of withoutCjk.matchAll(WORD)) size += wordSize(word);
  return size;
}

/**
 * Beyond the length of words it is an address, a hash or code, of which every few characters are a token; so is every mark
 * of a word that holds several.
 */
function wordSize(word: string): number {
  const { length: charCount } = word;
  const marks = countOf(word, MARK);
  if (marks >= FEWEST_MARKS_OF_CODE && charCount <= LONGEST_WORD_CHARS)
    return (marks + Math.ceil((charCount - marks) / 4)) / TOKENS_PER_WORD;
  return Math.ceil(charCount / (charCount > LONGEST_WORD_CHARS ? CHARS_PER_STEP_OF_NO_WORD : USUAL_WORD_CHARS));
}

function countOf(text: string, pattern: RegExp): number {
  let count = 0;
  for (const _ of text.matchAll(pattern)) count++;
  return count;
}
