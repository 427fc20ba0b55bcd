import type { DateMention } from './dates.ts';
import type { Evidence } from './evidence.ts';
import { findPeriods } from './periods.ts';

/**
 * Dates of periods that begin or end like one that some text names, but end or begin otherwise: `June 2018 to March 2021`,
 * where the texts know June 2018 to February 2021.
 */
export function findRangeFaults(
  text: string,
  dates: readonly DateMention[],
  evidence: readonly Evidence[],
): readonly DateMention[] {
  const known = evidence.flatMap(({ periods }) => periods);
  return findPeriods(dates, text).flatMap(({ from, to }) => {
    const sameStart = known.filter((period) => isSame(from, period.from));
    const sameEnd = known.filter((period) => isSame(to, period.to));
    if (sameStart.some((period) => isSame(to, period.to))) return [];
    if (sameStart.length > 0) return [to];
    return sameEnd.length > 0 ? [from] : [];
  });
}

/** By the parts that both name. */
function isSame(one: DateMention, other: DateMention): boolean {
  const parts = ['year', 'month', 'day'] as const;
  return parts.every((part) => one[part] === undefined || other[part] === undefined || one[part] === other[part]);
}
