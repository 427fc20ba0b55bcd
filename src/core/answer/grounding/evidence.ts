import { findDates } from './dates.ts';
import type { DateMention } from './dates.ts';
import { toPlainDigits, toSpacedDigits, toSpelling } from './fold.ts';
import { without } from './mention.ts';
import { findOpenPeriods, findPeriods } from './periods.ts';
import type { Period } from './periods.ts';
import { findNumbers } from './numbers.ts';
import type { NumberMention } from './numbers.ts';
import { withShortDegrees } from './short-degrees.ts';
import { toWordsIn } from './words-in.ts';
import type { Word } from './words-in.ts';

/** `Postgres` is `PostgreSQL`. */
const PRODUCT_ENDING = /(?<=.{6})(?:sql|js|ql|db).*$/;

/** One text that an answer may rest on, read once. */
export interface Evidence {
  /** Whether it is a passage, rather than a question or the owner's name. */
  readonly isPassage: boolean;
  readonly words: readonly Word[];
  readonly stems: ReadonlySet<string>;
  /** Where words stand, by what they may be looked up by: folded, as stems, and without `sql` and the like behind. */
  readonly places: ReadonlyMap<string, readonly number[]>;
  /** One to three words in a row written as one: `fullstack`. */
  readonly compounds: ReadonlySet<string>;
  /** What was looked up before, by name. */
  readonly known: Map<string, boolean>;
  readonly dates: readonly DateMention[];
  readonly numbers: readonly NumberMention[];
  /** Lower-case, for addresses. */
  readonly plain: string;
  /** From when to when. */
  readonly periods: readonly Period[];
}

/** Reads a text for everything that an answer may repeat of it. */
export function toEvidence(
  source: string,
  { isPassage, now }: { readonly isPassage: boolean; readonly now: number },
): Evidence {
  const text = toSpacedDigits(toPlainDigits(source));
  const dates = findDates(text);
  const words = toWordsIn(withShortDegrees(text));
  return {
    isPassage,
    words,
    stems: new Set(words.map(({ stem }) => stem)),
    places: toPlaces(words),
    compounds: toCompounds(words),
    known: new Map(),
    dates,
    numbers: findNumbers(without(text, dates)),
    plain: text.toLowerCase(),
    periods: [...findPeriods(dates, text), ...findOpenPeriods(dates, { text, now })],
  };
}

function toPlaces(words: readonly Word[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  words.forEach(({ folded, stem }, at) => {
    for (const key of new Set([folded, stem, folded.replace(PRODUCT_ENDING, ''), toSpelling(folded)])) {
      const known = places.get(key);
      if (known === undefined) places.set(key, [at]);
      else known.push(at);
    }
  });
  return places;
}

function toCompounds(words: readonly Word[]): ReadonlySet<string> {
  return new Set(
    words.flatMap(({ folded }, at) => {
      const pair = folded + (words[at + 1]?.folded ?? '');
      return [folded, pair, pair + (words[at + 2]?.folded ?? '')];
    }),
  );
}
