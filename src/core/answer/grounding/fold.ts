const MARKS = /\p{M}+/gu;
const APOSTROPHES = /[\u2018\u2019\u02BC\uFF07]/g;
const DIGITS_OF_OTHER_SCRIPTS = /[^\P{Nd}0-9]/gu;

/** Lower case without accents, digits as 0-9. The length may change. */
export function fold(text: string): string {
  return toPlainDigits(text).normalize('NFKD').replace(MARKS, '').replace(APOSTROPHES, "'").toLowerCase();
}

/** Writes the decimal digits of every script as 0-9; the length in code points stays. */
export function toPlainDigits(text: string): string {
  return text.replace(DIGITS_OF_OTHER_SCRIPTS, (digit) => String(digitValue(digit.codePointAt(0) ?? 0)));
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
  if (bare.length > 4 && bare.endsWith('ies')) return `${bare.slice(0, -3)}y`;
  if (bare.length > 4 && /(?:ss|x|ch|sh)es$/.test(bare)) return bare.slice(0, -2);
  return bare.length > 3 && bare.endsWith('s') && !/(?:ss|us|is)$/.test(bare) ? bare.slice(0, -1) : bare;
}
