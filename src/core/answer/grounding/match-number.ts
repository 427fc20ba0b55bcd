import type { Evidence } from './evidence.ts';
import type { NumberMention } from './numbers.ts';

const YEAR_STEMS = new Set(['year', 'yr', 'jahr', 'jahre']);
const MONTH_STEMS = new Set(['month', 'monat', 'monate']);
/** How far a rounded number may lie from the real one. */
const ROUNDING = 0.1;
/** No two things have so large a number by chance. */
const RARE = 1000;
/** Words this near to a number are about it. */
const NEAR_WORDS = 6;
/** Words that many numbers stand beside, so that they bind none. */
const LOOSE = new Set(
  'of and to in the a an or at for with from on by more other different new out per about who have has were was are that which as'.split(
    ' ',
  ),
);

/** Whether some text gives this quantity: the same value of the same sort, a fair rounding of one, or the length of a period. */
export function isNumberIn(number: NumberMention, evidence: readonly Evidence[]): boolean {
  if (number.literal !== undefined) return isLiteralIn(number.literal, evidence);
  const known = numbersOf(evidence);
  const equal = known.filter((other) => isEqual(number, other));
  if (equal.length > 0 && !isTakenFromElsewhere(number, equal, known)) return true;
  if (known.some((other) => isRounded(number, other))) return true;
  if (isDayOfDate(number, evidence)) return true;
  return isPeriod(number, evidence);
}

const numbersByEvidence = new WeakMap<readonly Evidence[], readonly NumberMention[]>();

function numbersOf(evidence: readonly Evidence[]): readonly NumberMention[] {
  const numbers = numbersByEvidence.get(evidence) ?? evidence.flatMap((one) => one.numbers);
  numbersByEvidence.set(evidence, numbers);
  return numbers;
}

function isLiteralIn(literal: string, evidence: readonly Evidence[]): boolean {
  return evidence.some(({ numbers }) =>
    numbers.some(
      (other) =>
        other.literal !== undefined &&
        (other.literal === literal || other.literal.endsWith(literal) || literal.endsWith(other.literal)),
    ),
  );
}

function isEqual(number: NumberMention, other: NumberMention): boolean {
  if (number.isMultiple && !other.isMultiple) return false;
  return number.isPercent === other.isPercent && number.values.some((value) => other.values.includes(value));
}

/** `nine baristas` or `a team of nine`, where the texts speak of six baristas, a team of six, and of nine something else. */
function isTakenFromElsewhere(
  number: NumberMention,
  equal: readonly NumberMention[],
  known: readonly NumberMention[],
): boolean {
  const { following, preceding, values, isOrdinal } = number;
  const noun = following[0] ?? (preceding[0] === 'of' ? preceding[1] : undefined);
  if (noun === undefined || isOrdinal || LOOSE.has(noun) || values.every((value) => value >= RARE)) return false;
  const isBefore = following[0] === undefined;
  const isBound = (other: NumberMention): boolean =>
    isBefore ? other.preceding.slice(0, 3).includes(noun) : other.following.slice(0, 2).includes(noun);
  const isAbout = (other: NumberMention): boolean =>
    other.following.slice(0, NEAR_WORDS).includes(noun) ||
    isJustBefore(noun, other.preceding) ||
    (isBefore && other.preceding.slice(0, 3).includes(noun));
  return (
    !equal.some(isAbout) &&
    known.some((other) => isBound(other) && !other.values.some((value) => values.includes(value)))
  );
}

/** `stars: 500`, `a team of 35`. */
function isJustBefore(noun: string, [last = '', before = '']: readonly string[]): boolean {
  return last === noun || (before === noun && /^(?:of|is|are|was|were|has|about|over)$/.test(last));
}

function isRounded({ values, precision, isPercent }: NumberMention, other: NumberMention): boolean {
  if (precision === 'exact' || isPercent !== other.isPercent) return false;
  return values.some((value) =>
    other.values.some((real) => {
      const isNear = real >= 10 && Math.abs(real - value) <= real * ROUNDING && countDigits(value) < countDigits(real);
      return isNear && (precision === 'about' || (precision === 'over' ? real > value : real < value));
    }),
  );
}

function countDigits(value: number): number {
  return String(value).replace('.', '').replace(/0+$/, '').length;
}

function isDayOfDate({ isOrdinal, values }: NumberMention, evidence: readonly Evidence[]): boolean {
  return isOrdinal && evidence.some(({ dates }) => dates.some(({ day }) => day !== undefined && values.includes(day)));
}

/** `for six years`, where a text says from when to when. */
function isPeriod({ following, preceding, values, precision }: NumberMention, evidence: readonly Evidence[]): boolean {
  const noun = following.find((word) => word !== 'and' && word !== 'a' && word !== 'half') ?? '';
  const lengths = following[0] === 'and' && following.includes('half') ? values.map((value) => value + 0.5) : values;
  const perUnit = YEAR_STEMS.has(noun) ? 12 : MONTH_STEMS.has(noun) ? 1 : 0;
  if (perUnit === 0) return false;
  const isGoingOn = /\b(?:for|been|past|last|since|seit|depuis|desde|ago|now|so)\b/.test(
    [...preceding, ...following].join(' '),
  );
  return evidence.some(({ periods }) =>
    periods.some(
      ({ months, isOpen }) =>
        (isGoingOn || !isOpen) && lengths.some((value) => isLength(value, months, { perUnit, precision })),
    ),
  );
}

function isLength(
  value: number,
  months: number,
  { perUnit, precision }: { readonly perUnit: number; readonly precision: NumberMention['precision'] },
): boolean {
  // Counted with or without the last month.
  const lengths = [months / perUnit, (months - 1) / perUnit];
  if (precision === 'over') return lengths.some((length) => Math.floor(length) === value);
  if (precision === 'under') return lengths.some((length) => Math.ceil(length) === value);
  return lengths.some((length) => Math.round(length * 2) / 2 === value || Math.round(length) === value);
}
