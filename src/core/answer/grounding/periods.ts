import type { DateMention } from './dates.ts';

/** From one date to another. */
export interface Period {
  readonly from: DateMention;
  readonly to: DateMention;
  /** Its length, both ends included; a year without a month counts from January. */
  readonly months: number;
  /** Whether it goes on. */
  readonly isOpen: boolean;
}

const RANGE = /^[\s,]*(?:to|until|till|through|[-–—])\s*$/;
const BETWEEN = /^[\s,]*and\s*$/;

/** The periods that a text names: two dates with `to` or a dash between them, or `between` and `and`. */
export function findPeriods(dates: readonly DateMention[], text: string): readonly Period[] {
  return dates.flatMap((from, index) => {
    const to = dates[index + 1];
    if (from.year === undefined || to?.year === undefined) return [];
    const gap = from.at === to.at ? '-' : text.slice(from.end, to.at);
    const isBetween = BETWEEN.test(gap) && /\bbetween\s*$/i.test(text.slice(Math.max(0, from.at - 12), from.at));
    if (!RANGE.test(gap) && !isBetween) return [];
    const months = (to.year - from.year) * 12 + (to.month ?? 1) - (from.month ?? 1) + 1;
    return [{ from, to, months, isOpen: false }];
  });
}

/** What has gone on until now, `since March 2021`: its end is today. */
export function findOpenPeriods(
  dates: readonly DateMention[],
  { text, now }: { readonly text: string; readonly now: number },
): readonly Period[] {
  const today = new Date(now);
  return dates.flatMap((from) => {
    if (
      from.year === undefined ||
      !/\b(?:since|seit|depuis|desde)[\s:]*$/i.test(text.slice(Math.max(0, from.at - 12), from.at))
    )
      return [];
    const to = { ...from, year: today.getUTCFullYear(), month: today.getUTCMonth() + 1, day: undefined };
    return [{ from, to, months: (to.year - from.year) * 12 + to.month - (from.month ?? 1) + 1, isOpen: true }];
  });
}
