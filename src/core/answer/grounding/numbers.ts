import { toStem } from './fold.ts';
import type { Mention } from './mention.ts';
import { NUMBER_WORDS, parseNumberWords } from './number-words.ts';

/** How exactly a number is meant: `over 5`, `nearly 5`, `about 5`, `5`. */
export type Precision = 'over' | 'under' | 'about' | 'exact';

/** A quantity. */
export interface NumberMention extends Mention {
  /** What it may mean: `1.400` is 1.4 or 1,400. */
  readonly values: readonly number[];
  /** For a version, a time of the day or a telephone number, which are compared as written. */
  readonly literal?: string | undefined;
  readonly isPercent: boolean;
  readonly isOrdinal: boolean;
  /** `3x`, `four times faster`, `tenfold`. */
  readonly isMultiple: boolean;
  readonly precision: Precision;
  /** Stems of the words that follow, nearest first; fewer at the end of a clause. */
  readonly following: readonly string[];
  /** Stems of the words before, nearest first. */
  readonly preceding: readonly string[];
}

const LITERAL =
  /(?<![\p{L}\p{N}.])v?\d+(?:\.\d+){2,}(?![\p{L}\p{N}])|(?<!\d)[0-2]?\d:[0-5]\d(?!\d)|(?<![\p{L}\p{N}])(?:\+\d{1,3}[ -]?)?\(?\d{2,5}\)?(?:[ \u00A0./-]?\(?\d{2,5}\)?){1,5}(?![\p{L}\p{N}])/gu;
const UNIT = 'kb|mb|gb|tb|pb|km|kg|cm|mm|ms|hrs?|mins?|secs?|hz|khz|mhz|ghz|kw|pm|am|px|s|h|g|v|w|d';
const DIGITS = new RegExp(
  String.raw`(?<![\p{L}\p{N}_]|[\p{L}\p{N}]\.)\d+(?:[.,'’\u00A0\u202F\u2009]\d{3})*(?:[.,]\d+)?(?:(?<ordinal>st|nd|rd|th)|\s?(?<scale>k|K|M|m|B|bn|million|billion|thousand|hundred|mn)(?![\p{L}])|(?:x|×|${UNIT})(?![\p{L}]))?(?![\p{L}\p{N}])`,
  'gu',
);
const WORD = `(?:${NUMBER_WORDS.join('|')})`;
const WORDS = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(?:half\s+an?\s+|an?\s+)?${WORD}(?:(?:\s+and\s+|[\s-]+)${WORD})*(?![\p{L}\p{N}])`,
  'giu',
);
const SCALE_FACTORS: Readonly<Record<string, readonly number[]>> = {
  k: [1e3],
  thousand: [1e3],
  hundred: [100],
  m: [1e6, 1],
  M: [1e6],
  mn: [1e6],
  million: [1e6],
  b: [1e9],
  bn: [1e9],
  billion: [1e9],
};
const PRECISIONS: readonly (readonly [Precision, RegExp])[] = [
  ['over', /(?:over|more than|at least|upwards of|exceeding|beyond|mehr als|über)\s*[$€£]?$/i],
  [
    'under',
    /(?:nearly|almost|just under|under|less than|up to|close to|not quite|fast|fewer than)\s*(?:the\s+)?[$€£]?$/i,
  ],
  [
    'about',
    /(?:about|around|roughly|approximately|approx\.?|some|circa|ca\.?|~|≈|etwa|rund|just over)\s*(?:the\s+)?[$€£]?$/i,
  ],
];
const MULTIPLE = /^(?:-?\s?fold\b|\s?[x×](?![\p{L}])|\s+times\s+(?:as|the|more|less|\p{L}+er)\b)/u;
/** Numbers that count nothing. */
const SAYINGS =
  /(?<![\p{L}\p{N}])(?:24[/x]7|9[- ]to[- ]5|50[-/]50|360[- ]degrees?|2[01]st[- ]century|1:1s?|(?:1|one)-on-(?:1|one)s?|#1|(?:one|two)-way)(?![\p{L}\p{N}])/giu;
/** `ten past two`, `half past nine`. */
const SPOKEN_TIME =
  /(?<![\p{L}])(?<minutes>five|ten|twenty|half|(?:a\s+)?quarter)\s+(?<side>past|to)\s+(?<hour>one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?![\p{L}-])/giu;
const MINUTES: Readonly<Record<string, number>> = { five: 5, ten: 10, twenty: 20, half: 30, quarter: 15 };
/** Words that are numbers only by their form. */
const IDIOM = /^(?:one|ones|zero|a hundred|a thousand|hundred|thousand|million|billion|dozen)$/i;
const FRACTION = /^[\s-](?:thirds|quarters|fifths|sixths|eighths|tenths)/;
const THIRD_PARTY = /^third$/i;

/** Every quantity in a text, in order: digits, words, versions, times, telephone numbers. Dates must be taken out before. */
export function findNumbers(text: string): readonly NumberMention[] {
  const found: NumberMention[] = [];
  let rest = text
    .replace(SAYINGS, (whole) => '\u0001'.repeat(whole.length))
    .replace(LITERAL, (whole, ...args) => {
      if (!isLiteral(whole)) return whole;
      found.push(describe(text, toPlace(whole, args), { values: [], literal: toLiteral(whole) }));
      return '\u0001'.repeat(whole.length);
    });
  for (const match of rest.matchAll(SPOKEN_TIME)) {
    const place = { text: match[0], at: match.index, end: match.index + match[0].length };
    found.push(describe(text, place, { values: [], literal: toTime(match.groups ?? {}) }));
  }
  rest = rest.replace(SPOKEN_TIME, (whole) => '\u0001'.repeat(whole.length));
  rest = rest.replace(DIGITS, (whole, ...args) => {
    const scale = /(?:k|K|M|m|B|bn|mn|million|billion|thousand|hundred)$/.exec(whole)?.[0];
    const isUnit = scale === 'm' && /(?:pm|am|km|cm|mm)$/.test(whole);
    const values = toValues(whole, isUnit ? undefined : scale);
    found.push(describe(text, toPlace(whole, args), { values, isOrdinal: /(?:st|nd|rd|th)$/.test(whole) }));
    return '\u0001'.repeat(whole.length);
  });
  for (const match of rest.matchAll(WORDS)) {
    const value = parseNumberWords(match[0]);
    const tail = rest.slice(match.index + match[0].length);
    if (
      value === undefined ||
      FRACTION.test(tail) ||
      IDIOM.test(match[0]) ||
      (THIRD_PARTY.test(match[0]) && /^[\s-](?:part|person|of)/.test(tail))
    )
      continue;
    const isOrdinal = /(?:th|third)$/i.test(match[0]);
    found.push(describe(text, toPlace(match[0], [match.index, '']), { values: [value], isOrdinal }));
  }
  return found.toSorted((a, b) => a.at - b.at);
}

function toTime({ minutes = '', side, hour = '' }: Readonly<Record<string, string>>): string {
  const past = MINUTES[minutes.toLowerCase().replace(/^a\s+/, '')] ?? 0;
  const full = parseNumberWords(hour) ?? 0;
  return side === 'to' ? `${full - 1}:${60 - past}` : `${full}:${String(past).padStart(2, '0')}`;
}

function toPlace(whole: string, args: readonly unknown[]): Mention {
  const at = Number(args.find((arg) => typeof arg === 'number'));
  return { text: whole.trim(), at, end: at + whole.length };
}

/** A telephone number has at least seven digits in groups, and is no thousands number or range of years. */
function isLiteral(whole: string): boolean {
  if (/^v?\d+(?:\.\d+){2,}$/.test(whole)) return !/^\d{1,3}(?:\.\d{3})+$/.test(whole);
  if (/^\d{1,2}:\d\d$/.test(whole)) return true;
  return whole.replaceAll(/\D/g, '').length >= 7 && /[ ().+-]/.test(whole);
}

function toLiteral(whole: string): string {
  if (/^\d{1,2}:\d\d$/.test(whole)) return whole.replace(/^0/, '');
  return /^v?\d+(?:\.\d+){2,}$/.test(whole) ? whole.replace(/^v/, '') : whole.replaceAll(/\D/g, '').slice(-9);
}

function toValues(whole: string, scale: string | undefined): readonly number[] {
  const digits = /^[\d.,'’\u00A0\u202F\u2009]+/.exec(whole)?.[0] ?? '';
  const factors = scale === undefined ? [1] : (SCALE_FACTORS[scale] ?? [1]);
  const grouped = Number(digits.replaceAll(/[^\d]/g, ''));
  const isGrouped = /^\d{1,3}(?:[.,'’\u00A0\u202F\u2009]\d{3})+$/.test(digits);
  const decimal = Number(
    digits
      .replaceAll(/['’\u00A0\u202F\u2009]/g, '')
      .replace(/,(?=\d+$)/, '.')
      .replaceAll(',', ''),
  );
  const plain =
    isGrouped && /[.]/.test(digits) && !Number.isInteger(decimal)
      ? [grouped, decimal]
      : [isGrouped ? grouped : decimal];
  return plain.flatMap((value) => factors.map((factor) => Number((value * factor).toPrecision(12))));
}

function describe(
  text: string,
  place: Mention,
  what: { readonly values: readonly number[]; readonly literal?: string; readonly isOrdinal?: boolean },
): NumberMention {
  const before = text.slice(Math.max(0, place.at - 40), place.at);
  const after = text.slice(place.end, place.end + 60);
  const precision = PRECISIONS.find(([, pattern]) => pattern.test(before))?.[0] ?? 'exact';
  return {
    ...place,
    literal: what.literal,
    values: what.values,
    isOrdinal: what.isOrdinal ?? false,
    isMultiple: /\d\s?[x×]$/.test(place.text) || MULTIPLE.test(after),
    isPercent:
      /^\+?\s?(?:%|percent|per cent|pct|Prozent|(?:to|–|-|and|or|bis)?\s?[\d.,]+\s?(?:%|percent|per cent))/.test(after),
    precision: precision === 'exact' && after.startsWith('+') ? 'over' : precision,
    following: toNear(after.split(/[,;:.!?()\n]/)[0] ?? ''),
    preceding: toNear(before.split(/[,;:.!?()\n]/).at(-1) ?? '').toReversed(),
  };
}

function toNear(text: string): readonly string[] {
  return (text.match(/\p{L}[\p{L}\p{M}]*/gu) ?? []).map(toStem);
}
