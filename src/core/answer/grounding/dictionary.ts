import dictionary from 'dictionary-en';
import { NAMES_LIKE_WORDS } from './technology-words.ts';

/** Endings and what may have stood in their place, for words that the dictionary only holds without them. */
const ENDINGS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/ies$/, ['y']],
  [/ied$/, ['y']],
  [/es$/, ['', 'e']],
  [/s$/, ['']],
  [/(?<double>[b-df-hj-np-tv-z])\k<double>(?:ing|ed|er|est)$/, ['$<double>']],
  [/(?:ing|ed|er|ers|est|able|ably|ation|ations|ion|ions|ive|ment|ments)$/, ['', 'e']],
  [/(?:ily|iness)$/, ['y']],
  [/(?:ly|ness|less|like|fully?)$/, ['']],
  [/(?:isation|ising|ised|ises?)$/, ['ize']],
  [/(?:ization|izing|ized|izes?)$/, ['ize']],
];
const BEGINNINGS = /^(?:un|re|non|pre|co|mis|over|under|out|sub|multi|inter)-?(?=.{4})/;

let words: ReadonlySet<string> | undefined;

/**
 * Whether English knows a word in lower case, and nobody well-known is called so (`mark`, `amazon`, `rust`). The dictionary is the
 * one of Hunspell (SCOWL), whose entries keep the capitals of names; endings are taken off by rule.
 * @see http://wordlist.aspell.net/hunspell-readme/
 */
export function isEverydayWord(folded: string): boolean {
  words ??= readWords();
  return !NAMES_LIKE_WORDS.has(folded) && formsOf(folded).some((form) => words?.has(form));
}

function formsOf(word: string): readonly string[] {
  const whole = [word, word.replace(BEGINNINGS, '')];
  return whole.flatMap((form) => [
    form,
    ...ENDINGS.flatMap(([ending, instead]) =>
      ending.test(form) ? instead.map((end) => form.replace(ending, end)) : [],
    ),
  ]);
}

function readWords(): ReadonlySet<string> {
  const entries = new TextDecoder().decode(dictionary.dic).split('\n');
  return new Set(entries.map((line) => line.split('/', 1)[0] ?? '').filter((entry) => /^\p{Ll}{2,}/u.test(entry)));
}
