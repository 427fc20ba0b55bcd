import { fold } from './fold.ts';
import type { Mention } from './mention.ts';
import { LONE_MONTHS, MONTHS, WEEKDAYS } from './month-names.ts';

/** A day, month, year or weekday; what is not said is absent. */
export interface DateMention extends Mention {
  readonly year?: number | undefined;
  /** 1 to 12. */
  readonly month?: number | undefined;
  readonly day?: number | undefined;
  /** 0 is Monday. */
  readonly weekday?: number | undefined;
  /** The first year of a decade. */
  readonly decade?: number | undefined;
}

const MONTH = String.raw`(?<month>\p{L}[\p{L}\p{M}]{2,10})\.?`;
const YEAR = String.raw`(?<year>(?:1[89]|20)\d\d|['’‘]\d\d)`;
const OF = String.raw`(?:\s*(?:of|de|del|di|do)\s+|,?\s+|,)`;
const DAY = String.raw`(?<day>[0-3]?\d)(?:st|nd|rd|th|er|\.)?`;
/** Longest first: each takes its text away from those after it. */
const PATTERNS = [
  String.raw`(?<![\d.])(?<year>(?:1[89]|20)\d\d)[-/.](?<monthNumber>0?[1-9]|1[0-2])[-/.](?<day>[0-3]?\d)(?!\d)`,
  String.raw`(?<![\d.])(?<day>[0-3]?\d)[/.](?<monthNumber>[0-3]?\d)[/.](?<year>(?:1[89]|20)\d\d)(?!\d)`,
  String.raw`(?<![\d./-])(?<year>(?:1[89]|20)\d\d)[-/](?<monthNumber>0[1-9]|1[0-2])(?![\d/-])`,
  String.raw`(?<![\d./])(?<monthNumber>0?[1-9]|1[0-2])/(?<year>(?:1[89]|20)\d\d)(?!\d)`,
  String.raw`(?<![\d.,])${DAY}(?:\s+of)?(?:\s+de)?\s+${MONTH}${OF}${YEAR}(?!\d)`,
  String.raw`(?<!\p{L})${MONTH}\s+${DAY},?\s+${YEAR}(?!\d)`,
  String.raw`(?<!\p{L})${MONTH}${OF}${YEAR}(?!\d)`,
  String.raw`(?<![\d.,])${DAY}(?:\s+of)?\s+${MONTH}(?!\p{L})`,
  String.raw`(?<!\p{L})${MONTH}\s+${DAY}(?![\d.,]\d|\d|\p{L}|\s?%)`,
  String.raw`(?<![\d.,$€£])(?<decade>(?:1[89]|20)\d0)['’]?s\b`,
  String.raw`(?<![\d.,$€£+])(?<year>(?:1[89]|20)\d\d)\s?[-–—/]\s?(?<shortEnd>\d\d)(?![\d.,]\d|\d|\s?%)`,
  String.raw`(?<![\d.,$€£+\p{L}])(?<year>(?:1[89]|20)\d\d)(?![.,]\d|\d|\s?%|\s?\+)`,
  String.raw`(?<=\s|^|[(–-])(?<year>['’‘]\d\d)(?![\d\p{L}])`,
  String.raw`(?<!\p{L})${MONTH}(?!\p{L})`,
  String.raw`(?<!\p{L})(?<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)s?(?!\p{L})`,
].map((source) => new RegExp(source, 'gu'));

/** Every date in a text, in order. A year that two months share (`June to September 2013`) belongs to both. */
export function findDates(text: string): readonly DateMention[] {
  const found: DateMention[] = [];
  let rest = text;
  for (const pattern of PATTERNS) {
    rest = rest.replace(pattern, (whole, ...args) => {
      const groups = parseGroups(args.at(-1));
      const dates = toDates(whole, groups, Number(args.at(-3)));
      found.push(...dates);
      return dates.length === 0 ? whole : '\u0001'.repeat(whole.length);
    });
  }
  found.sort((a, b) => a.at - b.at);
  return shareYears(found, text);
}

type Groups = Readonly<Record<string, string | undefined>>;

function parseGroups(value: unknown): Groups {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).map(([key, text]) => [key, typeof text === 'string' ? text : undefined]),
  );
}

function toDates(whole: string, groups: Groups, at: number): readonly DateMention[] {
  const place = { text: whole.replace(/[.,\s]+$/, ''), at, end: at + whole.length };
  if (groups['decade'] !== undefined) return [{ ...place, decade: Number(groups['decade']) }];
  if (groups['weekday'] !== undefined)
    return [{ ...place, weekday: WEEKDAYS.indexOf(groups['weekday'].toLowerCase()) }];
  const month = toMonth(groups, whole);
  if (groups['month'] !== undefined && month === undefined) return [];
  const day = groups['day'] === undefined ? undefined : Number(groups['day']);
  if (day !== undefined && (day < 1 || day > 31)) return [];
  const year = toYear(groups['year']);
  if (groups['shortEnd'] !== undefined) return toYearRange(place, year ?? 0, Number(groups['shortEnd']));
  if (month !== undefined && month > 12) return [{ ...place, year, month: day, day: month }];
  return [{ ...place, year, month, day }];
}

function toMonth({ monthNumber, month, year, day }: Groups, whole: string): number | undefined {
  if (monthNumber !== undefined) return Number(monthNumber);
  if (month === undefined) return undefined;
  const name = fold(month);
  const isAlone = year === undefined && day === undefined;
  const isSure = !isAlone || (LONE_MONTHS.has(name) && /^\p{Lu}/u.test(whole.trim()));
  const isCapital = /^\p{Lu}/u.test(month) || year !== undefined;
  return isSure && isCapital ? MONTHS.get(name) : undefined;
}

function toYear(written: string | undefined): number | undefined {
  if (written === undefined) return undefined;
  if (/^\d/.test(written)) return Number(written);
  const short = Number(written.slice(1));
  return short > 50 ? 1900 + short : 2000 + short;
}

function toYearRange(place: Mention, year: number, end: number): readonly DateMention[] {
  const last = Math.floor(year / 100) * 100 + end;
  return last > year
    ? [
        { ...place, year },
        { ...place, year: last },
      ]
    : [];
}

const RANGE = /^\s*(?:to|until|till|through|and|bis|a|hasta|[-–—])\s*$/;

function shareYears(dates: readonly DateMention[], text: string): readonly DateMention[] {
  return dates.map((date, index) => {
    const next = dates[index + 1];
    const isOpen = date.month !== undefined && date.year === undefined && next?.year !== undefined;
    if (!isOpen || next.month === undefined || !RANGE.test(text.slice(date.end, next.at))) return date;
    return { ...date, year: next.year };
  });
}
