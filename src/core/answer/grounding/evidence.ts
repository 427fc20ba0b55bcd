import { findDates } from './dates.ts';
import type { DateMention } from './dates.ts';
import { toPlainDigits, toSpacedDigits, toStem } from './fold.ts';
import { without } from './mention.ts';
import { findPeriods } from './periods.ts';
import type { Period } from './periods.ts';
import { findNumbers } from './numbers.ts';
import type { NumberMention } from './numbers.ts';
import { withShortDegrees } from './short-degrees.ts';
import { toWordsIn } from './words-in.ts';
import type { Word } from './words-in.ts';

/** One text that an answer may rest on, read once. */
export interface Evidence {
  /** Whether it is a passage, rather than a question or the owner's name. */
  readonly isPassage: boolean;
  readonly words: readonly Word[];
  readonly stems: ReadonlySet<string>;
  readonly dates: readonly DateMention[];
  readonly numbers: readonly NumberMention[];
  /** Lower-case, for addresses. */
  readonly plain: string;
  /** From when to when. */
  readonly periods: readonly Period[];
}

/** Reads a text for everything that an answer may repeat of it. */
export function toEvidence(source: string, isPassage: boolean): Evidence {
  const text = toSpacedDigits(toPlainDigits(source));
  const dates = findDates(text);
  const words = toWordsIn(withShortDegrees(text));
  return {
    isPassage,
    words,
    stems: new Set(words.map(({ folded }) => toStem(folded))),
    dates,
    numbers: findNumbers(without(text, dates)),
    plain: text.toLowerCase(),
    periods: findPeriods(dates, text),
  };
}
