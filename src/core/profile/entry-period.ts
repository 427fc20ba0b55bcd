import { fieldText } from './entry-name.ts';
import { findKey, pick } from './json-shape.ts';
import type { JsonObject } from './json-shape.ts';
import { spellMonth } from './phrasing.ts';
import type { SectionName } from './section-kinds.ts';

const START_KEYS = ['startdate', 'start', 'from', 'startyear', 'started', 'begin'];
const END_KEYS = ['enddate', 'end', 'to', 'until', 'endyear', 'ended', 'finish'];
const WHOLE_KEYS = ['period', 'dates', 'daterange', 'years', 'duration'];
const NOW = /^(?:present|current|currently|now|today|ongoing)$/i;

/** When an entry took place, in words, and the keys that said so. */
export interface EntryPeriod {
  readonly words: string;
  readonly usedKeys: readonly string[];
}

/**
 * `from June 2017 to February 2021`, or `since March 2021 (current job)`: an entry with a start and no end goes on, as in
 * JSON Resume.
 *
 * @see https://docs.jsonresume.org/schema
 */
export function toPeriod(entry: JsonObject, section: SectionName): EntryPeriod {
  const startKey = pick(entry, START_KEYS);
  const endKey = findKey(entry, END_KEYS);
  const start = spellMonth(fieldText(entry, startKey));
  const end = spellMonth(fieldText(entry, endKey));
  const usedKeys = [startKey, endKey].filter((key) => key !== undefined);
  if (start !== '' && (end === '' || NOW.test(end)))
    return { words: `since ${start} (${currentWord(section)})`, usedKeys };
  if (start !== '' && start === end) return { words: `in ${start}`, usedKeys };
  if (start !== '') return { words: `from ${start} to ${end}`, usedKeys };
  if (end !== '') return { words: `until ${end}`, usedKeys };
  return wholePeriod(entry, section);
}

/** The same words for use inside parentheses: `since March 2021, current job`. */
export function withoutParens(words: string): string {
  return words.replace(/ \(([^)]*)\)$/, ', $1');
}

function wholePeriod(entry: JsonObject, section: SectionName): EntryPeriod {
  const key = section === 'experience' || section === 'education' ? pick(entry, WHOLE_KEYS) : undefined;
  return { words: fieldText(entry, key), usedKeys: key === undefined ? [] : [key] };
}

function currentWord(section: SectionName): string {
  return section === 'experience' ? 'current job' : 'ongoing';
}
