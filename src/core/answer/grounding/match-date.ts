import type { DateMention } from './dates.ts';
import type { Evidence } from './evidence.ts';

/** Whether one text says this date: every part that the answer names stands together there. */
export function isDateIn(date: DateMention, evidence: readonly Evidence[]): boolean {
  return evidence.some(({ dates, numbers }) => {
    if (dates.some((known) => isSame(date, known)) || isSplit(date, dates)) return true;
    const { year, month } = date;
    return year !== undefined && month === undefined && numbers.some(({ values }) => values.includes(year));
  });
}

function isSame(date: DateMention, known: DateMention): boolean {
  if (date.weekday !== undefined) return known.weekday === date.weekday;
  if (date.decade !== undefined) {
    return known.decade === date.decade || Math.floor((known.year ?? 0) / 10) * 10 === date.decade;
  }
  const parts = ['year', 'month', 'day'] as const;
  return parts.every((part) => date[part] === undefined || date[part] === known[part]);
}

/** A month without a year (`it was finished in September`) takes a year that stands in the same text. */
function isSplit({ year, month, day }: DateMention, dates: readonly DateMention[]): boolean {
  if (year === undefined || month === undefined) return false;
  const hasYear = dates.some((known) => known.year === year);
  return (
    hasYear &&
    dates.some((known) => known.year === undefined && known.month === month && (day ?? known.day) === known.day)
  );
}

/** Whether the weekday lies in a span that a text names, as in `Monday to Thursday`. */
export function isWeekdayWithin({ weekday }: DateMention, evidence: readonly Evidence[]): boolean {
  if (weekday === undefined) return false;
  return evidence.some(({ dates }) =>
    dates.some((from, index) => {
      const to = dates[index + 1];
      const isSpan = from.weekday !== undefined && to?.weekday !== undefined && to.at - from.end < 10;
      return isSpan && from.weekday <= weekday && weekday <= to.weekday;
    }),
  );
}
