import type { Json } from '../state-store.ts';
import { foldKey, isBlank, isList, isObject, isScalar, pick } from './json-shape.ts';
import type { JsonObject } from './json-shape.ts';
import { humanizeKey, joinSentences, labelled, lowerKey, spellScalar, toSentence } from './phrasing.ts';
import { textSize } from './text-size.ts';

/** Keys whose text speaks for itself, without a label. */
const PROSE_KEYS = new Set(
  'summary description content text body details bio statement story overview highlights answer'.split(' '),
);
const HIDDEN_KEYS = new Set('id uuid schema image photo picture avatar icon logo tags metadata order slug'.split(' '));
const YEARS_KEYS = new Set(['years', 'yearsofexperience', 'experienceyears', 'yoe']);
const LINK_KEYS = new Set(['url', 'link', 'href']);
const MAX_ITEM_SIZE = 6;

/** Whether a field is for programs or for search and not for readers. */
export function isHiddenKey(key: string): boolean {
  return key.startsWith('$') || HIDDEN_KEYS.has(foldKey(key));
}

/** One field as a sentence; empty when it is hidden or says nothing. */
export function toFieldSentence(key: string, value: Json): string {
  if (isHiddenKey(key) || isBlank(value)) return '';
  if (isYearsKey(key) && isScalar(value)) return toSentence(toYears(value));
  if (isProseKey(key)) return toProse(value);
  const words = toWords(value);
  return labelled(isLinkKey(key) ? 'Link' : humanizeKey(key), words);
}

function toProse(value: Json): string {
  return isList(value) ? joinSentences(value.map((item) => toSentence(toWords(item)))) : toSentence(toWords(value));
}

/** Items in one line: short ones with commas, sentences one after the other. */
export function listWords(items: readonly Json[]): string {
  const words = items.filter((item) => !isBlank(item)).map(toWords);
  const isShort = words.every((word) => textSize(word) <= MAX_ITEM_SIZE && !/[.!?]$/.test(word));
  if (isShort && !words.some((word) => word.includes(','))) return words.join(', ');
  return isShort ? words.join('; ') : words.map(toSentence).join(' ');
}

/** Any value in words: `Rotterdam, the Netherlands`, `GitHub (username: maya)`. */
export function toWords(value: Json): string {
  if (isList(value)) return listWords(value);
  if (!isObject(value)) return spellScalar(value);
  if (isPlace(value))
    return Object.values(value)
      .map(spellScalar)
      .filter((word) => word !== '')
      .join(', ');
  const nameKey = pick(value, ['name', 'title', 'network', 'label', 'language', 'company', 'institution']);
  const name = nameKey === undefined ? '' : toWords(value[nameKey] ?? null);
  const details = Object.entries(value)
    .filter(([key, field]) => key !== nameKey && !isHiddenKey(key) && !isBlank(field))
    .map(([key, field]) => `${lowerKey(key)}: ${toWords(field)}`)
    .join('; ');
  if (name === '' || details === '') return name + details;
  return `${name} (${details})`;
}

/** Whether a field is the address of the entry. */
export function isLinkKey(key: string): boolean {
  return LINK_KEYS.has(foldKey(key));
}

function isPlace(value: JsonObject): boolean {
  return (
    pick(value, ['city', 'countrycode', 'country', 'region']) !== undefined && Object.values(value).every(isScalar)
  );
}

/** Whether a field's text needs no label. */
export function isProseKey(key: string): boolean {
  return PROSE_KEYS.has(foldKey(key));
}

/** Whether a field counts years of experience. */
export function isYearsKey(key: string): boolean {
  return YEARS_KEYS.has(foldKey(key));
}

/** `9 years of experience`. */
export function toYears(value: Json): string {
  const years = spellScalar(value);
  if (!/^[\d.+<>~ -]+$/.test(years)) return `years of experience: ${years}`;
  return `${years} ${years === '1' ? 'year' : 'years'} of experience`;
}
