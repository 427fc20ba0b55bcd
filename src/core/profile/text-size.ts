/** How long a text is, for readers and for embedding models. */
export interface TextSize {
  /** A long word (an address, a hash) counts as several, a character of a script without spaces as three quarters of one. */
  readonly words: number;
  /** Tokens, if the text is not English. */
  readonly tokens: number;
  /** How many fewer tokens if it is. */
  readonly savings: number;
  /** How many of the stretches of Latin letters are common English words. */
  readonly english: number;
  readonly stretches: number;
}

/**
 * What the smallest common embedding models read of title and text, without the two marks that they put around: what is
 * beyond is dropped silently.
 *
 * @see https://upstash.com/docs/vector/features/embeddingmodels
 */
export const MAX_CHUNK_TOKENS = 510;

/** Where prose is cut if it has a choice: paragraphs are gathered up to here, in words. */
export const GOOD_TEXT_SIZE = 160;

const USUAL_WORD_CHARS = 12;
const LONGEST_WORD_CHARS = 30;
const CHARS_PER_STEP_OF_NO_WORD = 3;
const FEWEST_MARKS_OF_CODE = 3;
const TOKENS_PER_WORD = 1.3;
const SPACELESS_CHAR_SIZE = 0.75;

/** Of English words, of which the usual ones are one token whatever their length. */
const LETTERS_PER_TOKEN_OF_ENGLISH = 4;
/** Of words of other languages in Latin letters, and of lists of names. */
const LETTERS_PER_TOKEN = 2;
/** Words that are common in English and in no other large language; about every fifth one of an English text. */
const ENGLISH_WORDS = new Set(
  'the of and to is was for with that by from are it his were has this be not which'.split(' '),
);
const LONGEST_ENGLISH_WORD = 5;
const FEWEST_ENGLISH_WORDS = 0.12;
/** Of hashes, names in code and other letters at random. */
const LETTERS_PER_TOKEN_OF_CODE = 1.5;

const SPACE = 0;
const LETTER = 1;
const DIGIT = 2;
const MARK = 3;
/** Of a script that English vocabularies spell out: each letter is a token. */
const FOREIGN = 4;
/** The same without spaces between words. */
const SPACELESS = 5;
/** Each is taken apart into its two or three letters. */
const HANGUL = 6;

/** The class of each UTF-16 code unit. */
const CLASSES = Uint8Array.from({ length: 0x1_0000 }, (_none, code) => classOf(String.fromCharCode(code)));

/** The size of nothing. */
export const NO_TEXT: TextSize = { words: 0, tokens: 0, savings: 0, english: 0, stretches: 0 };

/** Measures a text in one pass. */
export function measureText(text: string): TextSize {
  const scan: Scan = { ...NO_TEXT };
  const word: OpenWord = { chars: 0, marks: 0, digits: 0, letters: 0, pieces: 0, run: 0 };
  for (let index = 0; index <= text.length; index++) {
    const kind = index < text.length ? (CLASSES[text.charCodeAt(index)] ?? MARK) : SPACE;
    if (kind === LETTER) {
      word.run++;
      continue;
    }
    if (word.run > 0) endRun(word, scan, text, index);
    if (kind === SPACE || kind >= SPACELESS) {
      if (word.chars > 0) endWord(word, scan);
      if (kind !== SPACE) {
        scan.words += SPACELESS_CHAR_SIZE;
        scan.tokens += kind === HANGUL ? 3 : 1;
      }
    } else {
      word.chars++;
      scan.tokens++;
      if (kind === MARK) word.marks++;
      if (kind === DIGIT) word.digits++;
    }
  }
  return scan;
}

/** Measures text in words. */
export function textSize(text: string): number {
  return measureText(text).words;
}

/** An upper bound of the tokens that a model with an English vocabulary of word pieces sees. */
export function tokensOf({ tokens, savings, english, stretches }: TextSize): number {
  return tokens - (english > stretches * FEWEST_ENGLISH_WORDS ? savings : 0);
}

/** Measures two texts as one. */
export function addSizes(a: TextSize, b: TextSize): TextSize {
  return {
    words: a.words + b.words,
    tokens: a.tokens + b.tokens,
    savings: a.savings + b.savings,
    english: a.english + b.english,
    stretches: a.stretches + b.stretches,
  };
}

/** Measures text in tokens, as {@link tokensOf} does. */
export function countTokens(text: string): number {
  return Math.ceil(tokensOf(measureText(text)));
}

type Scan = { -readonly [Key in keyof TextSize]: TextSize[Key] };

/** What is read of a word so far; `run` is how many Latin letters were read since the last other character. */
interface OpenWord {
  chars: number;
  marks: number;
  digits: number;
  letters: number;
  pieces: number;
  run: number;
}

function endRun(word: OpenWord, scan: Scan, text: string, end: number): void {
  const { run } = word;
  word.chars += run;
  word.letters += run;
  word.pieces += Math.max(1, run / LETTERS_PER_TOKEN_OF_ENGLISH);
  word.run = 0;
  scan.stretches++;
  if (run <= LONGEST_ENGLISH_WORD && ENGLISH_WORDS.has(text.slice(end - run, end).toLowerCase())) scan.english++;
}

function endWord(word: OpenWord, scan: Scan): void {
  const { letters, pieces, digits } = word;
  if (letters > 0) {
    const isCode = letters > LONGEST_WORD_CHARS || digits > 0;
    const most = Math.max(pieces, letters / (isCode ? LETTERS_PER_TOKEN_OF_CODE : LETTERS_PER_TOKEN));
    scan.tokens += most;
    if (!isCode) scan.savings += most - pieces;
  }
  scan.words += wordSize(word);
  word.chars = word.marks = word.digits = word.letters = word.pieces = 0;
}

/**
 * Beyond the length of words it is an address, a hash or code, of which every few characters are a token; so is every mark
 * of a word that holds several.
 */
function wordSize({ chars, marks }: OpenWord): number {
  if (marks >= FEWEST_MARKS_OF_CODE && chars <= LONGEST_WORD_CHARS)
    return (marks + Math.ceil((chars - marks) / 4)) / TOKENS_PER_WORD;
  return Math.ceil(chars / (chars > LONGEST_WORD_CHARS ? CHARS_PER_STEP_OF_NO_WORD : USUAL_WORD_CHARS));
}

function classOf(char: string): number {
  if (/[\s\p{Cc}]/u.test(char)) return SPACE;
  if (/[\p{Script=Latin}]/u.test(char)) return LETTER;
  if (/\p{Script=Hangul}/u.test(char)) return HANGUL;
  if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(char)) return SPACELESS;
  if (/\p{N}/u.test(char)) return DIGIT;
  return /[\p{L}\p{M}]/u.test(char) ? FOREIGN : MARK;
}
