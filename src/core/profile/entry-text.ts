import type { Json } from '../ports.ts';
import { fieldText, toNameKey } from './entry-name.ts';
import { toPeriod, withoutParens } from './entry-period.ts';
import { foldKey, isBlank, isList, isObject, isScalar, pick } from './json-shape.ts';
import type { JsonObject } from './json-shape.ts';
import { humanizeKey, joinSentences, labelled, spellScalar, toSentence } from './phrasing.ts';
import type { SectionKind } from './section-kinds.ts';
import { textSize } from './text-size.ts';

/** Keys whose text speaks for itself, without a label. */
const PROSE_KEYS = new Set([
  'summary',
  'description',
  'content',
  'text',
  'body',
  'details',
  'bio',
  'statement',
  'story',
  'overview',
  'highlights',
  'answer',
]);
const HIDDEN_KEYS = new Set([
  'id',
  'uuid',
  'schema',
  'image',
  'photo',
  'picture',
  'avatar',
  'icon',
  'logo',
  'tags',
  'metadata',
  'order',
  'slug',
]);
const YEARS_KEYS = new Set(['years', 'yearsofexperience', 'experienceyears', 'yoe']);
const LINK_KEYS = new Set(['url', 'link', 'href']);
const MAX_DETAIL_SIZE = 8;
const MAX_ITEM_SIZE = 6;

/** Whether a field is for programs or for search and not for readers. */
export function isHiddenKey(key: string): boolean {
  return key.startsWith('$') || HIDDEN_KEYS.has(foldKey(key));
}

/** What an entry says, as sentences that each make sense below its breadcrumb; the first one names it. */
export function toEntrySentences(entry: JsonObject, kind: SectionKind): string[] {
  const { text, usedKeys } = toLead(entry, kind);
  const used = new Set(usedKeys);
  const rest = Object.entries(entry)
    .filter(([key]) => !used.has(key))
    .sort(([a], [b]) => Number(isLinkKey(a)) - Number(isLinkKey(b)))
    .map(([key, value]) => toFieldSentence(key, value));
  return [text, ...rest].filter((sentence) => sentence !== '');
}

/** One field as a sentence; empty when it is hidden or says nothing. */
export function toFieldSentence(key: string, value: Json): string {
  if (isHiddenKey(key) || isBlank(value)) return '';
  const folded = foldKey(key);
  if (YEARS_KEYS.has(folded) && isScalar(value)) return toSentence(toYears(value));
  if (PROSE_KEYS.has(folded)) return toProse(value);
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
    .map(([key, field]) => `${humanizeKey(key).toLowerCase()}: ${toWords(field)}`)
    .join('; ');
  if (name === '' || details === '') return name + details;
  return `${name} (${details})`;
}

function isLinkKey(key: string): boolean {
  return LINK_KEYS.has(foldKey(key));
}

function isPlace(value: JsonObject): boolean {
  return (
    pick(value, ['city', 'countrycode', 'country', 'region']) !== undefined && Object.values(value).every(isScalar)
  );
}

interface Lead {
  readonly text: string;
  readonly usedKeys: readonly string[];
}

function toLead(entry: JsonObject, kind: SectionKind): Lead {
  if (kind.name === 'about') return toAboutLead(entry, kind);
  if (kind.name === 'experience' || kind.name === 'volunteering') return toWorkLead(entry, kind);
  if (kind.name === 'education') return toEducationLead(entry, kind);
  return toQuestionLead(entry) ?? toNamedLead(entry, kind);
}

function toAboutLead(entry: JsonObject, kind: SectionKind): Lead {
  const nameKey = toNameKey(entry, kind);
  const headlineKey = pick(entry, ['headline', 'label', 'jobtitle', 'title', 'tagline']);
  return joinLead(entry, [
    [nameKey, ''],
    [headlineKey === nameKey ? undefined : headlineKey, ', '],
  ]);
}

function toWorkLead(entry: JsonObject, kind: SectionKind): Lead {
  const orgKey = toNameKey(entry, kind);
  const roleKey = pick(entry, ['role', 'position', 'jobtitle', 'title']);
  const lead = joinLead(
    entry,
    roleKey === orgKey
      ? [[orgKey, '']]
      : [
          [roleKey, ''],
          [orgKey, ' at '],
        ],
  );
  return withPlaceAndPeriod(entry, kind, lead);
}

function toEducationLead(entry: JsonObject, kind: SectionKind): Lead {
  const degreeKey = pick(entry, ['degree', 'studytype', 'qualification']);
  const areaKey = pick(entry, ['field', 'area', 'fieldofstudy', 'major', 'subject']);
  const schoolKey = toNameKey(entry, kind);
  return withPlaceAndPeriod(
    entry,
    kind,
    joinLead(entry, [
      [degreeKey, ''],
      [areaKey, ' in '],
      [schoolKey, ', '],
    ]),
  );
}

function withPlaceAndPeriod(entry: JsonObject, kind: SectionKind, lead: Lead): Lead {
  if (lead.text === '') return lead;
  const placeKey = pick(entry, ['location', 'place', 'city']);
  const period = toPeriod(entry, kind.name);
  const place = placeKey === undefined ? '' : toWords(entry[placeKey] ?? null);
  const parts = [lead.text.replace(/\.$/, ''), place, period.words].filter((part) => part !== '');
  const usedKeys = [...lead.usedKeys, ...period.usedKeys, ...(placeKey === undefined ? [] : [placeKey])];
  return { text: toSentence(parts.join(', ')), usedKeys };
}

function toQuestionLead(entry: JsonObject): Lead | undefined {
  const questionKey = pick(entry, ['question', 'q']);
  const answerKey = pick(entry, ['answer', 'a', 'response', 'reply']);
  if (questionKey === undefined || answerKey === undefined) return undefined;
  const question = toWords(entry[questionKey] ?? null);
  const answer = toWords(entry[answerKey] ?? null);
  return { text: `Question: ${question} Answer: ${toSentence(answer)}`, usedKeys: [questionKey, answerKey] };
}

function toNamedLead(entry: JsonObject, kind: SectionKind): Lead {
  const nameKey = toNameKey(entry, kind);
  if (nameKey === undefined) return { text: '', usedKeys: [] };
  const period = toPeriod(entry, kind.name);
  const detailKeys = Object.keys(entry).filter(
    (key) => key !== nameKey && !period.usedKeys.includes(key) && isDetail(key, entry[key] ?? null),
  );
  const details = [withoutParens(period.words), ...detailKeys.map((key) => toDetail(key, entry[key] ?? null))].filter(
    (word) => word !== '',
  );
  const name = fieldText(entry, nameKey);
  const text = details.length === 0 ? name : `${name} (${details.join('; ')})`;
  return { text: toSentence(text), usedKeys: [nameKey, ...period.usedKeys, ...detailKeys] };
}

function isDetail(key: string, value: Json): boolean {
  const folded = foldKey(key);
  if (isHiddenKey(key) || isLinkKey(key) || PROSE_KEYS.has(folded) || !isScalar(value) || isBlank(value)) return false;
  return textSize(spellScalar(value)) <= MAX_DETAIL_SIZE && !/[.!?\n]/.test(spellScalar(value).slice(-1));
}

function toDetail(key: string, value: Json): string {
  if (YEARS_KEYS.has(foldKey(key))) return toYears(value);
  return `${humanizeKey(key).toLowerCase()}: ${spellScalar(value)}`;
}

function toYears(value: Json): string {
  const years = spellScalar(value);
  if (!/^[\d.+<>~ -]+$/.test(years)) return `years of experience: ${years}`;
  return `${years} ${years === '1' ? 'year' : 'years'} of experience`;
}

function joinLead(entry: JsonObject, fields: readonly (readonly [string | undefined, string])[]): Lead {
  let text = '';
  const usedKeys: string[] = [];
  for (const [key, joint] of fields) {
    const words = fieldText(entry, key);
    if (key === undefined || words === '' || usedKeys.includes(key)) continue;
    text += (text === '' ? '' : joint) + words;
    usedKeys.push(key);
  }
  return { text: toSentence(text), usedKeys };
}
