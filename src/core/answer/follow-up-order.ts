import type { Chunk, Passage } from '../profile/chunk.ts';
import type { StoredTurn } from '../state-store.ts';
import { toSentences } from '../../support/words.ts';
import { toContent } from './follow-up-cues.ts';
import { toSection } from './follow-up.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DATE_IN_TEXT = new RegExp(
  `(?:\\b(${MONTHS.join('|')})[a-z]*\\.?\\s+)?\\b((?:19|20)\\d\\d)(?:-(\\d\\d))?\\b`,
  'i',
);

/**
 * The entry in time that a turn told of: one that it cited or, when it cited none, one that its answer names. Nothing when
 * no such entry is among the passages.
 */
export function findTold(passages: readonly Passage[], { citedTitles, answer }: StoredTurn): Chunk | undefined {
  const said = new Set(toContent(answer));
  const isNamed = (title: string): boolean => {
    const name = toContent(title.split(' > ').at(-1) ?? '');
    return name.length > 0 && name.every((term) => said.has(term));
  };
  const dated = passages.map(({ chunk }) => chunk).filter((chunk) => toMonths(chunk) !== undefined);
  return dated.find(({ title }) => citedTitles.includes(title)) ?? dated.find(({ title }) => isNamed(title));
}

/** The entry in time whose name shares a word with the given one; nothing when none of the passages is one. */
export function findNamed(passages: readonly Passage[], name: string): Chunk | undefined {
  const terms = new Set(toContent(name));
  return passages
    .map(({ chunk }) => chunk)
    .filter((chunk) => toMonths(chunk) !== undefined)
    .find(({ title }) => toContent(title.split(' > ').at(-1) ?? '').some((term) => terms.has(term)));
}

/** Those of the passages that stand in the section of an entry and come before or after it, the nearest first. */
export function toNeighbours(
  passages: readonly Passage[],
  told: Chunk,
  direction: 'before' | 'after',
): readonly Passage[] {
  const pivot = toMonths(told) ?? 0;
  const sign = direction === 'before' ? -1 : 1;
  return passages
    .map((passage) => ({ passage, distance: sign * ((toMonths(passage.chunk) ?? pivot) - pivot) }))
    .filter(({ passage, distance }) => distance > 0 && isSibling(passage.chunk.title, told.title))
    .toSorted((a, b) => a.distance - b.distance)
    .map(({ passage }) => passage);
}

/** The list of all entries, whose title is the section's, is none of them. */
function isSibling(title: string, other: string): boolean {
  const section = toSection(other);
  return title !== other && title !== section && toSection(title) === section;
}

/** When an entry began, in months: by its date or, as entries are written, the first date in its first sentence. */
function toMonths({ date, text, title }: Chunk): number | undefined {
  // A question that the owner has answered is no entry in time, whatever dates it tells.
  if (title.endsWith('?')) return undefined;
  const [, name, year, month] = DATE_IN_TEXT.exec(date ?? toSentences(text)[0] ?? '') ?? [];
  if (year === undefined) return undefined;
  const at = name === undefined ? Number(month ?? 1) - 1 : MONTHS.indexOf(name.toLowerCase());
  return Number(year) * 12 + at;
}
