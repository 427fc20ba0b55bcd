import type { Chunk, Passage } from '../profile/chunk.ts';
import { toSection } from './follow-up.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DATE_IN_TEXT = new RegExp(
  `(?:\\b(${MONTHS.join('|')})[a-z]*\\.?\\s+)?\\b((?:19|20)\\d\\d)(?:-(\\d\\d))?\\b`,
  'i',
);

/**
 * Puts first what comes before or after the thing that was told last: the entries of the same section, nearest in time
 * first. When was it, or what else is there, is not known: the order stays.
 *
 * @param lastTitle title of what was told last
 */
export function orderByTime(
  passages: readonly Passage[],
  { direction, lastTitle }: { readonly direction: 'before' | 'after'; readonly lastTitle: string },
): readonly Passage[] {
  const last = passages.find(({ chunk }) => chunk.title === lastTitle);
  const pivot = last === undefined ? undefined : toMonths(last.chunk);
  if (pivot === undefined) return passages;
  const sign = direction === 'before' ? -1 : 1;
  const neighbours = passages
    .map((passage) => ({ passage, distance: sign * ((toMonths(passage.chunk) ?? pivot) - pivot) }))
    .filter(({ passage, distance }) => distance > 0 && isSibling(passage.chunk.title, lastTitle))
    .toSorted((a, b) => a.distance - b.distance)
    .map(({ passage }) => passage);
  return [...neighbours, ...passages.filter((passage) => !neighbours.includes(passage))];
}

function isSibling(title: string, lastTitle: string): boolean {
  return title !== lastTitle && toSection(title) === toSection(lastTitle);
}

/** When an entry began, in months: by its date or, as entries are written, the first date in its text. */
function toMonths({ date, text }: Chunk): number | undefined {
  const [, name, year, month] = DATE_IN_TEXT.exec(date ?? text) ?? [];
  if (year === undefined) return undefined;
  const at = name === undefined ? Number(month ?? 1) - 1 : MONTHS.indexOf(name.toLowerCase());
  return Number(year) * 12 + at;
}
