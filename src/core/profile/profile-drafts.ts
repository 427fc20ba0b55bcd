import type { Json } from '../state-store.ts';
import type { Draft } from './draft.ts';
import { shorten, toEntryName } from './entry-name.ts';
import { toEntryHints, toEntryLink } from './entry-extras.ts';
import { toEntrySentences } from './entry-text.ts';
import { isHiddenKey, listWords, toFieldSentence } from './field-words.ts';
import { isBlank, isList, isObject, isScalar } from './json-shape.ts';
import type { JsonObject } from './json-shape.ts';
import { gapAfter, humanizeKey, joinSentences, labelled, toSentence } from './phrasing.ts';
import { toOverview } from './section-overview.ts';
import { OTHER_KIND, toSectionKind } from './section-kinds.ts';
import type { SectionKind } from './section-kinds.ts';
import { shareMeta } from './shared-meta.ts';
import type { SharedMeta } from './shared-meta.ts';
import { packParts } from './split-text.ts';
import { MAX_TEXT_SIZE, textSize } from './text-size.ts';
import { isSurelyLarger } from './value-size.ts';

/** Up to this, entries of a list share one chunk. */
const SMALL_ENTRY_SIZE = 13;
/** Up to this, the fields of a section share one chunk. */
const SMALL_SECTION_SIZE = 60;
/** Up to this, a field does not get a chunk of its own. */
const SMALL_FIELD_SIZE = 11;
/** In an entry that is too large, a nested part of this size goes on its own. */
const LARGE_FIELD_SIZE = 60;

/** Where the walk stands. */
export interface Spot {
  readonly place: readonly string[];
  readonly crumbs: readonly string[];
  readonly kind: SectionKind;
  /** What the objects around say for everything in them. */
  readonly shared?: SharedMeta | undefined;
}

/**
 * Turns one section of a profile, nested however it likes, into drafts: one per entry, small ones together, large ones
 * in parts, and an overview where there are several entries.
 */
export function toSectionDrafts(value: Json, spot: Spot): Draft[] {
  if (isBlank(value) || spot.kind.name === 'suggestions') return [];
  if (isList(value)) return listDrafts(value, spot);
  if (isObject(value)) return objectDrafts(value, spot);
  return textDrafts([toFieldSentence('text', value)], spot);
}

/** Gives one entry a chunk, or several when it is too large for one. */
export function toEntryDrafts(entry: JsonObject, spot: Spot): Draft[] {
  if (!isLargeEntry(entry, spot.kind, MAX_TEXT_SIZE))
    return textDrafts(toEntrySentences(entry, spot.kind), spot, entry);
  const [own, nested] = partition(
    entry,
    (key, value) => !isScalar(value) && isLargeField(key, value, LARGE_FIELD_SIZE),
  );
  return [
    ...textDrafts(toEntrySentences(own, spot.kind), spot, entry),
    ...Object.entries(nested).flatMap(([key, value]) => toSectionDrafts(value, below(within(spot, entry), key))),
  ];
}

function listDrafts(list: readonly Json[], spot: Spot): Draft[] {
  const items = list.filter((item) => !isBlank(item));
  if (items.every(isScalar)) return scalarListDrafts(items, spot);
  const entries = items.map((item): JsonObject => (isObject(item) ? item : { text: item }));
  return entryListDrafts(entries, spot);
}

function scalarListDrafts(items: readonly Json[], spot: Spot): Draft[] {
  const words = listWords(items);
  const label = spot.crumbs.at(-1) ?? '';
  if (textSize(words) <= MAX_TEXT_SIZE) return textDrafts([labelled(label, words)], spot);
  return textDrafts(
    items.map((item) => toFieldSentence('text', item)),
    spot,
  );
}

function entryListDrafts(entries: readonly JsonObject[], spot: Spot): Draft[] {
  if (!entries.some((entry) => isLargeEntry(entry, spot.kind, SMALL_ENTRY_SIZE))) {
    return textDrafts(
      entries.flatMap((entry) => toEntrySentences(entry, spot.kind)),
      spot,
    );
  }
  const overview = toOverview(entries, spot);
  return [
    ...(overview === undefined ? [] : textDrafts([overview], spot)),
    ...entries.flatMap((entry) => toEntryDrafts(entry, atEntry(spot, entry))),
  ];
}

function objectDrafts(object: JsonObject, spot: Spot): Draft[] {
  const fields = Object.entries(object).filter(([key, value]) => !isHiddenKey(key) && !isBlank(value));
  if (fields.length > 1 && fields.every(([, value]) => isObject(value)))
    return entryListDrafts(toNamedEntries(fields), within(spot, object));
  if (toEntryName(object, spot.kind) !== '') return toEntryDrafts(object, spot);
  return fieldDrafts(object, spot);
}

/** `{ "acme": { … } }` says the same as `[{ "name": "Acme", … }]`. */
function toNamedEntries(fields: readonly (readonly [string, Json])[]): JsonObject[] {
  return fields.map(([key, value]) => ({ name: humanizeKey(key), ...(isObject(value) ? value : {}) }));
}

function fieldDrafts(object: JsonObject, spot: Spot): Draft[] {
  const isFlat = Object.values(object).every((value) => isScalar(value) || (isList(value) && value.every(isScalar)));
  if (isFlat && !isLargeEntry(object, spot.kind, SMALL_SECTION_SIZE)) {
    return textDrafts(toEntrySentences(object, spot.kind), spot, object);
  }
  const [own, large] = partition(object, (key, value) => isLargeField(key, value, SMALL_FIELD_SIZE));
  return [
    ...textDrafts(toEntrySentences(own, spot.kind), spot, own),
    ...Object.entries(large).flatMap(([key, value]) => fieldDraft(key, value, below(within(spot, object), key))),
  ];
}

function fieldDraft(key: string, value: Json, spot: Spot): Draft[] {
  if (!isScalar(value)) return toSectionDrafts(value, spot);
  if (key.trim().endsWith('?')) return toEntryDrafts({ question: key, answer: value }, spot);
  return textDrafts([toFieldSentence(key, value)], spot);
}

function textDrafts(sentences: readonly string[], spot: Spot, entry: JsonObject = {}): Draft[] {
  const { place, crumbs, kind } = spot;
  const hints = toEntryHints(entry, kind);
  const { link: sharedLink, tags, date } = shareMeta(spot.shared, entry);
  const link = toEntryLink(entry) ?? sharedLink;
  const whole = sentences.filter((sentence) => sentence !== '');
  const text = joinSentences(whole);
  const parts = textSize(text) <= MAX_TEXT_SIZE ? [text] : packParts(whole, gapAfter);
  return parts.filter((part) => part !== '').map((part) => ({ place, crumbs, text: part, hints, link, tags, date }));
}

function isLargeField(key: string, value: Json, maxSize: number): boolean {
  return isSurelyLarger(value, maxSize) || textSize(toFieldSentence(key, value)) > maxSize;
}

function isLargeEntry(entry: JsonObject, kind: SectionKind, maxSize: number): boolean {
  return isSurelyLarger(entry, maxSize) || textSize(toEntrySentences(entry, kind).join(' ')) > maxSize;
}

function within(spot: Spot, object: JsonObject): Spot {
  return { ...spot, shared: shareMeta(spot.shared, object) };
}

function atEntry(spot: Spot, entry: JsonObject): Spot {
  const name = toEntryName(entry, spot.kind) || shorten(toSentence(toEntrySentences(entry, spot.kind)[0] ?? ''), 60);
  return { ...spot, place: [...spot.place, name], crumbs: [...spot.crumbs, name] };
}

function below(spot: Spot, key: string): Spot {
  const isOpen = spot.kind.name === 'other' || spot.kind.name === 'about';
  const kind = isOpen ? toSectionKind(key, spot.kind === OTHER_KIND ? OTHER_KIND : spot.kind) : spot.kind;
  return {
    ...spot,
    place: [...spot.place, humanizeKey(key)],
    crumbs: [...spot.crumbs, shorten(humanizeKey(key))],
    kind,
  };
}

function partition(object: JsonObject, isSecond: (key: string, value: Json) => boolean): [JsonObject, JsonObject] {
  const first: [string, Json][] = [];
  const second: [string, Json][] = [];
  for (const [key, value] of Object.entries(object)) (isSecond(key, value) ? second : first).push([key, value]);
  return [Object.fromEntries(first), Object.fromEntries(second)];
}
