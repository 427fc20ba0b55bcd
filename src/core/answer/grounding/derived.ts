import type { DateMention } from './dates.ts';
import type { NumberMention } from './numbers.ts';

/** A sum or difference is announced: without that, too many numbers are one by chance. */
const ANNOUNCED =
  /\b(?:total|altogether|combined|together|in all|overall|sum|net|differences?|reductions?|decreases?|increases?|drop|gain|gap|sav(?:ing|ings|ed|es)|improve(?:d|ment|ments)|fewer|less|more than before|later|earlier|faster|shorter|longer|between them)\b/i;

const SIDES = new Map([
  ['earlier', [-1]],
  ['before', [-1, 1]],
  ['prior', [-1]],
  ['later', [1, -1]],
  ['after', [1, -1]],
]);

interface Statement {
  readonly text: string;
  /** Those that some text supports. */
  readonly numbers: readonly NumberMention[];
  readonly dates: readonly DateMention[];
  /** All years that the texts name. */
  readonly years: ReadonlySet<number>;
}

/** Whether a number is said to be the sum or difference of two others of its sentence, or is the time between two of its dates. */
export function isDerived(number: NumberMention, { text, numbers, dates, years }: Statement): boolean {
  const [value = 0] = number.values;
  if ((value < 2 && Number.isInteger(value)) || number.isOrdinal || number.isMultiple) return false;
  if (isRate(number, numbers)) return true;
  if (isBetween(number, dates) || isDistance(number, { dates, years })) return true;
  return (
    ANNOUNCED.test(text) &&
    isSumOrDifference(
      value,
      numbers.filter((other) => other !== number),
    )
  );
}

function isSumOrDifference(value: number, others: readonly NumberMention[]): boolean {
  const values = others
    .filter(({ isMultiple, isOrdinal }) => !isMultiple && !isOrdinal)
    .map(({ values: [first = 0] }) => first);
  return values.some((one, index) =>
    values.slice(index + 1).some((other) => isClose(Math.abs(one - other), value) || isClose(one + other, value)),
  );
}

function isClose(one: number, other: number): boolean {
  return Math.abs(one - other) < 1e-9;
}

/** `promised for March 2019 and finished in September, six months late`. */
function isBetween({ following, values }: NumberMention, dates: readonly DateMention[]): boolean {
  const [noun] = following;
  if (noun !== 'month' && noun !== 'year') return false;
  return dates.some((from, index) =>
    dates.slice(index + 1).some((to) => {
      const months = monthsBetween(from, to);
      const lengths = noun === 'month' ? [months, months + 1] : [months / 12];
      return lengths.some((length) => values.includes(Math.round(length)));
    }),
  );
}

/** `in 2024, up from 99.6 % three years earlier`, where a text speaks of 2021. */
function isDistance(
  { following: [noun, side = ''], values }: NumberMention,
  { dates, years }: Pick<Statement, 'dates' | 'years'>,
): boolean {
  const signs = SIDES.get(side) ?? [];
  if (noun !== 'year') return false;
  return dates.some(
    ({ year }) => year !== undefined && values.some((value) => signs.some((sign) => years.has(year + sign * value))),
  );
}

/** Weeks in a month, months and weeks in a year, working days and days in a week. */
const FACTORS = [4, 12, 52, 5, 7];
const RATE_TOLERANCE = 0.1;

/** `912 km in nine days, about 100 km per day`; `five hours each week, about 20 hours a month`. */
function isRate(
  { precision, following, values: [value = 0] }: NumberMention,
  others: readonly NumberMention[],
): boolean {
  if (precision !== 'about' || !following.slice(1, 3).some((word) => PER.has(word))) return false;
  const isNear = (other: number): boolean => Math.abs(other - value) <= value * RATE_TOLERANCE;
  const known = others.flatMap(({ values }) => values);
  return known.some(
    (one) => FACTORS.some((factor) => isNear(one * factor)) || known.some((other) => other > 1 && isNear(one / other)),
  );
}

const PER = new Set(['per', 'a', 'an', 'each', 'every']);

function monthsBetween(from: DateMention, to: DateMention): number {
  const fromYear = from.year ?? to.year ?? 0;
  const toYear = to.year ?? from.year ?? 0;
  return Math.abs((toYear - fromYear) * 12 + (to.month ?? 1) - (from.month ?? 1));
}
