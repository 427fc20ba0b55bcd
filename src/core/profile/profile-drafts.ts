import type { Json } from '../state-store.ts';
import { roomBeside } from './chunk-room.ts';
import type { DraftSteps } from './draft.ts';
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
import { packWhole } from './split-text.ts';
import { countTokens, textSize } from './text-size.ts';
import { isSurelyLarger } from './value-size.ts';

/** Up to this, entries of a list share one chunk. */
const SMALL_ENTRY_SIZE = 13;
/** Up to this, the fields of a section share one chunk. */
const SMALL_SECTION_SIZE = 60;
/** Up to this, a field does not get a chunk of its own. */
const SMALL_FIELD_SIZE = 11;
/** In an entry that is too large, a nested part of this size goes on its own. */
const LARGE_FIELD_SIZE = 60;

const MAX_FIELDS = 1000;

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
export function* toSectionDrafts(value: Json, spot: Spot): DraftSteps {
  if (isBlank(value) || spot.kind.name === 'suggestions') return;
  if (isList(value)) yield* listDrafts(value, spot);
  else if (isObject(value)) for (const group of toGroups(value)) yield* objectDrafts(group, spot);
  else yield* textDrafts([toFieldSentence('text', value)], spot);
}

/** Gives one entry a chunk, or several when it is too large for one. */
export function* toEntryDrafts(whole: JsonObject, spot: Spot): DraftSteps {
  for (const entry of toGroups(whole)) yield* entryDrafts(entry, spot);
}

function* entryDrafts(entry: JsonObject, spot: Spot): DraftSteps {
  if (!isTooLarge(entry, spot)) return yield* textDrafts(toEntrySentences(entry, spot.kind), spot, entry);
  const [own, nested] = yield* partition(
    entry,
    (key, value) => !isScalar(value) && isLargeField(key, value, LARGE_FIELD_SIZE),
  );
  yield* textDrafts(toEntrySentences(own, spot.kind), spot, entry);
  const inner = within(spot, entry);
  for (const [key, value] of Object.entries(nested)) yield* toSectionDrafts(value, below(inner, key));
}

function* listDrafts(list: readonly Json[], spot: Spot): DraftSteps {
  const items = list.filter((item) => !isBlank(item));
  if (items.every(isScalar)) return yield* scalarListDrafts(items, spot);
  const entries = items.map((item): JsonObject => (isObject(item) ? item : { text: item }));
  yield* entryListDrafts(entries, spot);
}

function* scalarListDrafts(items: readonly Json[], spot: Spot): DraftSteps {
  const room = roomBeside(spot.crumbs, spot.kind.hints);
  if (!isSurelyLarger(items, room)) {
    const line = labelled(spot.crumbs.at(-1) ?? '', listWords(items));
    if (countTokens(line) <= room) return yield* textDrafts([line], spot);
  }
  yield* textDrafts(
    wordings(items, (item) => toFieldSentence('text', item)),
    spot,
  );
}

function* entryListDrafts(entries: readonly JsonObject[], spot: Spot): DraftSteps {
  if (!(yield* hasLargeEntry(entries, spot.kind))) {
    return yield* textDrafts(
      concat(entries, (entry) => toEntrySentences(entry, spot.kind)),
      spot,
    );
  }
  const overview = toOverview(entries, spot);
  if (overview !== undefined) yield* textDrafts([overview], spot);
  for (const entry of entries) yield* toEntryDrafts(entry, atEntry(spot, entry));
}

function* hasLargeEntry(entries: readonly JsonObject[], kind: SectionKind): Generator<undefined, boolean> {
  for (const entry of entries) {
    yield;
    if (isLargeEntry(entry, kind, SMALL_ENTRY_SIZE)) return true;
  }
  return false;
}

function* objectDrafts(object: JsonObject, spot: Spot): DraftSteps {
  const fields = Object.entries(object).filter(([key, value]) => !isHiddenKey(key) && !isBlank(value));
  if (fields.length > 1 && fields.every(([, value]) => isObject(value)))
    return yield* entryListDrafts(yield* toNamedEntries(fields), within(spot, object));
  if (toEntryName(object, spot.kind) !== '') return yield* toEntryDrafts(object, spot);
  yield* fieldDrafts(object, spot);
}

/** `{ "acme": { … } }` says the same as `[{ "name": "Acme", … }]`. */
function* toNamedEntries(fields: readonly (readonly [string, Json])[]): Generator<undefined, JsonObject[]> {
  const entries: JsonObject[] = [];
  for (const [key, value] of fields) {
    yield;
    entries.push({ name: humanizeKey(key), ...(isObject(value) ? value : {}) });
  }
  return entries;
}

function* fieldDrafts(object: JsonObject, spot: Spot): DraftSteps {
  const isFlat = Object.values(object).every((value) => isScalar(value) || (isList(value) && value.every(isScalar)));
  if (isFlat && !isLargeEntry(object, spot.kind, SMALL_SECTION_SIZE))
    return yield* textDrafts(toEntrySentences(object, spot.kind), spot, object);
  const [own, large] = yield* partition(object, (key, value) => isLargeField(key, value, SMALL_FIELD_SIZE));
  yield* textDrafts(toEntrySentences(own, spot.kind), spot, own);
  const inner = within(spot, object);
  for (const [key, value] of Object.entries(large)) yield* fieldDraft(key, value, below(inner, key));
}

function* fieldDraft(key: string, value: Json, spot: Spot): DraftSteps {
  if (!isScalar(value)) yield* toSectionDrafts(value, spot);
  else if (key.trim().endsWith('?')) yield* toEntryDrafts({ question: key, answer: value }, spot);
  else yield* textDrafts([toFieldSentence(key, value)], spot);
}

function* textDrafts(sentences: Iterable<string>, spot: Spot, entry: JsonObject = {}): DraftSteps {
  const { place, crumbs, kind } = spot;
  const hints = toEntryHints(entry, kind);
  const { link: sharedLink, tags, date } = shareMeta(spot.shared, entry);
  const link = toEntryLink(entry) ?? sharedLink;
  const room = roomBeside(crumbs, hints);
  for (const text of packWhole(sentences, { gapAfter, room })) yield { place, crumbs, text, hints, link, tags, date };
}

function isLargeField(key: string, value: Json, maxSize: number): boolean {
  return isSurelyLarger(value, maxSize) || textSize(toFieldSentence(key, value)) > maxSize;
}

function isLargeEntry(entry: JsonObject, kind: SectionKind, maxSize: number): boolean {
  if (isSurelyLarger(entry, maxSize)) return true;
  let size = 0;
  for (const sentence of toEntrySentences(entry, kind)) {
    size += textSize(sentence);
    if (size > maxSize) return true;
  }
  return false;
}

/** Whether an entry does not fit one chunk. */
function isTooLarge(entry: JsonObject, { crumbs, kind }: Spot): boolean {
  const room = roomBeside(crumbs, toEntryHints(entry, kind));
  if (isSurelyLarger(entry, room)) return true;
  return countTokens(joinSentences([...toEntrySentences(entry, kind)])) > room;
}

function within(spot: Spot, object: JsonObject): Spot {
  return { ...spot, shared: shareMeta(spot.shared, object) };
}

function atEntry(spot: Spot, entry: JsonObject): Spot {
  const name =
    toEntryName(entry, spot.kind) || shorten(toSentence(toEntrySentences(entry, spot.kind).next().value ?? ''), 60);
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

/** An object of very many fields, as if it were several: what is made of one is made in one step. */
function* toGroups(object: JsonObject): Generator<JsonObject> {
  const fields = Object.entries(object);
  if (fields.length <= MAX_FIELDS) return yield object;
  for (let at = 0; at < fields.length; at += MAX_FIELDS) yield Object.fromEntries(fields.slice(at, at + MAX_FIELDS));
}

function* partition(
  object: JsonObject,
  isSecond: (key: string, value: Json) => boolean,
): Generator<undefined, readonly [JsonObject, JsonObject]> {
  const first: [string, Json][] = [];
  const second: [string, Json][] = [];
  for (const [key, value] of Object.entries(object)) {
    yield;
    (isSecond(key, value) ? second : first).push([key, value]);
  }
  return [Object.fromEntries(first), Object.fromEntries(second)];
}

function* wordings<T>(items: readonly T[], toText: (item: T) => string): Generator<string> {
  for (const item of items) yield toText(item);
}

function* concat<T>(items: readonly T[], toTexts: (item: T) => Iterable<string>): Generator<string> {
  for (const item of items) yield* toTexts(item);
}
