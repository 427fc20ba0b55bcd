import stem from 'wink-porter2-stemmer';

import { IRREGULAR_FORMS } from './irregular-forms.ts';

/** Function words, and the words with which people wrap a question in a chat. They say nothing about the subject. */
const STOP_WORDS: ReadonlySet<string> = new Set(
  `a about after all also am an and any anyone anything are as at be because been before being best better between biggest greatest both but by can
  could did do does doing done each ever every everything far few for from further get got give had happen happened happens has have having he her
  here hers herself him himself his how i if in into is it its itself just kind know known knows less let long me mine more most
  must my myself no nor not of off often old on once only or other our ours out over own re same say shall she should show so some
  something sort such tell than that the their theirs them themselves then there these they thing things this those
  through to too under until up us use used uses using ve very was we were what when where which while who whom whose
  why will with would you your yours yourself many much
  hi hello hey ok okay please thank thanks d don doesn didn isn aren wasn weren hasn haven hadn couldn wouldn ll m s t`.split(
    /\s+/,
  ),
);

/** With these a question may start without changing. */
const OPENINGS: ReadonlySet<string> = new Set([
  'hi',
  'hello',
  'hey',
  'ok',
  'okay',
  'please',
  'thank',
  'thanks',
  'so',
  'and',
  'then',
]);

/** One form stands for all of a pronoun and of a verb. */
const PHRASE_FORMS: ReadonlyMap<string, string> = new Map(
  [
    ['you', 'i me myself he him himself she her herself they them themselves we us yourself'],
    ['your', 'my mine his their theirs our yours'],
    ['are', 'am is was were be s re m'],
    ['do', 'does did'],
    ['have', 'has had ve'],
  ].flatMap(([form = '', others = '']) => others.split(' ').map((other) => [other, form] as const)),
);

/** Scripts written without spaces between words, and Hangul, whose words carry their particles. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}ー]+/gu;
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*[+#]*/gu;

/** Whether a lower-case word says nothing about the subject of a question. */
export function isStopWord(word: string): boolean {
  return STOP_WORDS.has(word);
}

/**
 * The terms of a text for search, in order and with repeats: lower-case, without accents and stop words, English words
 * by their Porter 2 stem. `c++` and `c#` stay whole, numbers stay, and unspaced scripts give overlapping pairs of
 * characters, which find more than any word splitter that runs without a dictionary.
 *
 * A text of stop words alone is one term (`who_are_you`), so that such a question finds what is written for just it.
 */
export function toTerms(text: string): string[] {
  const all = toWords(text);
  const content = all.filter((word) => !isStopWord(word));
  if (content.length > 0) return content.map(toStem);
  const phrase = toPhrase(text, isStopWord);
  return phrase === undefined ? [] : [phrase];
}

/**
 * The one term of a question without content, the same for whomever it is about: `Who are you?` and `Who is she?` are
 * `who_are_you`. Words for which `isName` holds, given by their stem, count as a pronoun. Nothing when other content is
 * left, or a lone word.
 */
export function toPhrase(text: string, isName: (term: string) => boolean): string | undefined {
  const all = toWords(text).filter((word) => !OPENINGS.has(word));
  const forms = all.map((word) =>
    isStopWord(word) ? (PHRASE_FORMS.get(word) ?? word) : isName(toStem(word)) ? 'you' : '',
  );
  // A first and a last name are one person.
  const single = forms.filter((form, i) => form !== 'you' || forms[i - 1] !== 'you');
  return single.includes('') || single.length < 2 ? undefined : single.join('_');
}

const NAME = /(?<!^|[.?!]\s*)(?<![\p{L}\p{N}])\p{Lu}[\p{L}\p{N}+#]*/gu;

/** The terms that a text writes with a capital inside a sentence, as English writes names. */
export function toNames(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(NAME)].flatMap(([word]) => toTerms(word)));
}

/** Whether a term is a whole phrase of stop words. */
export function isPhrase(term: string): boolean {
  return term.includes('_');
}

/**
 * How much a term tells apart, as BM25 weighs it: near 0 for a term of every text, highest for one of none.
 *
 * @param frequency in how many texts it stands
 */
export function toRarity(frequency: number, textCount: number): number {
  return Math.log(1 + (textCount - frequency + 0.5) / (frequency + 0.5));
}

/** Stemming is most of the work of reading a text, and texts repeat their words. */
const stems = new Map<string, string>();
const MAX_STEMS = 20_000;

function toStem(word: string): string {
  const known = stems.get(word);
  if (known !== undefined) return known;
  if (!/^[a-z]{3,}$/.test(word)) return word;
  const stemmed = stem(IRREGULAR_FORMS.get(word) ?? word);
  if (stems.size < MAX_STEMS) stems.set(word, stemmed);
  return stemmed;
}

function toWords(text: string): string[] {
  const folded = fold(text);
  const spaced = ASCII.test(folded) ? folded : folded.replace(UNSPACED, (run) => ` ${toPairs(run).join(' ')} `);
  return spaced.match(WORD) ?? [];
}

/** Most texts, and these need no more than small letters. */
const ASCII = /^[\0-\x7f]*$/;

/** Accents go, but marks that other scripts spell with stay: NFC puts those back together. */
function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase();
}

function toPairs(run: string): string[] {
  const letters = Array.from(run);
  return letters.length === 1 ? letters : letters.slice(1).map((letter, i) => `${letters[i] ?? ''}${letter}`);
}

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
const ABBREVIATION =
  /(?:^|[\s(])(?:dr|mr|mrs|ms|prof|st|sr|jr|inc|ltd|co|corp|dept|vs|no|approx|ph\.d|m\.sc|b\.sc|e\.g|i\.e|\p{Lu})\.\s*$/iu;

/**
 * The sentences of a text, trimmed, in order. A line break ends a sentence; a title such as `Dr.` and an initial do not.
 */
export function toSentences(text: string): string[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const sentences: string[] = [];
    let open = '';
    for (const { segment } of segmenter.segment(line)) {
      open += segment;
      if (ABBREVIATION.test(open)) continue;
      sentences.push(open);
      open = '';
    }
    return [...sentences, open].map((sentence) => sentence.trim()).filter((sentence) => sentence !== '');
  });
}
