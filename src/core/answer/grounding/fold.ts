const ASCII = /^[\x20-\x7E]*$/;
const MARKS = /\p{M}+/gu;
const APOSTROPHES = /[\u2018\u2019\u02BC\uFF07]/g;
const DIGITS_OF_OTHER_SCRIPTS = /[^\P{Nd}0-9]/gu;

/** Lower case without accents, digits as 0-9. The length may change. */
export function fold(text: string): string {
  // Most words are plain ASCII, and this runs for each of them.
  if (ASCII.test(text)) return text.toLowerCase();
  return toPlainDigits(text).normalize('NFKD').replace(MARKS, '').replace(APOSTROPHES, "'").toLowerCase();
}

/** Writes the decimal digits of every script as 0-9; the length in code points stays. */
export function toPlainDigits(text: string): string {
  return text.replace(DIGITS_OF_OTHER_SCRIPTS, (digit) => String(digitValue(digit.codePointAt(0) ?? 0)));
}

const HAN_SCALES: Readonly<Record<string, number>> = { 千: 1e3, 万: 1e4, 萬: 1e4, 亿: 1e8, 億: 1e8 };

/** Dates as ISO writes them and numbers apart from the letters beside them, where a script puts no space: `2021年3月` is `2021-03`. */
export function toSpacedDigits(text: string): string {
  if (!/[年月日千万萬亿億]|\d[\p{Script=Han}\p{Script=Hangul}]|[\p{Script=Han}\p{Script=Hangul}]\d/u.test(text))
    return text;
  return text
    .replace(
      /(?<!\d)(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월](?:\s*(\d{1,2})\s*[日号號일])?/gu,
      (_whole, year, month, day) =>
        [` ${year}`, String(month).padStart(2, '0'), ...(day === undefined ? [] : [String(day).padStart(2, '0')])].join(
          '-',
        ),
    )
    .replace(/(\d+(?:\.\d+)?)\s*([千万萬亿億])/gu, (_whole, digits, scale) =>
      String(Number(digits) * (HAN_SCALES[scale] ?? 1)),
    )
    .replace(/(\d)(?=[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}])/gu, '$1 ')
    .replace(/([\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}])(?=\d)/gu, '$1 ');
}

/** Decimal digits come in runs of ten whose first is 0, so the value is the distance from the start of the run. */
function digitValue(code: number): number {
  let start = code;
  while (code - start < 9 && /\p{Nd}/u.test(String.fromCodePoint(start - 1))) start -= 1;
  return (code - start) % 10;
}

/** The word without a plural or possessive ending: `baristas` and `barista's` are `barista`. */
export function toStem(word: string): string {
  const bare = fold(word).replace(/'s?$/, '');
  if (!bare.endsWith('s')) return bare;
  if (bare.length > 4 && bare.endsWith('ies')) return `${bare.slice(0, -3)}y`;
  if (bare.length > 4 && /(?:ss|x|ch|sh)es$/.test(bare)) return bare.slice(0, -2);
  return bare.length > 3 && bare.endsWith('s') && !/(?:ss|us|is)$/.test(bare) ? bare.slice(0, -1) : bare;
}

const SHORT_WORDS = new Map([
  ['corporation', 'corp'],
  ['incorporated', 'inc'],
  ['company', 'co'],
  ['limited', 'ltd'],
  ['univ', 'university'],
  ['uni', 'university'],
  ['dept', 'department'],
  ['hons', 'honor'],
  ['prof', 'professor'],
  ['centre', 'center'],
]);

/** One spelling for British and American words, and for what names shorten: `honours` is `honor`, `Corporation` is `corp`. */
export function toSpelling(folded: string): string {
  const stem = toStem(folded);
  return (
    SHORT_WORDS.get(stem) ?? stem.replace(/our(?=$|ed|ing|al)/, 'or').replace(/is(?=e$|ed$|ing$|ation$|er$)/, 'iz')
  );
}
