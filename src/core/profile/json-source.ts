import type { Json } from '../state-store.ts';
import type { Draft } from './draft.ts';
import { shorten } from './entry-name.ts';
import { isHiddenKey, toFieldSentence } from './field-words.ts';
import { foldKey, isBlank, isList, isObject, isScalar } from './json-shape.ts';
import type { JsonObject } from './json-shape.ts';
import { humanizeKey } from './phrasing.ts';
import { toEntryDrafts, toSectionDrafts } from './profile-drafts.ts';
import { toSectionKind } from './section-kinds.ts';
import { textSize } from './text-size.ts';

const LONG_FIELD_SIZE = 12;
const ABOUT = toSectionKind('about');

/** Turns a JSON source of any shape into drafts whose breadcrumbs start with the person's name. */
export function toJsonDrafts(root: Json, { owner, stem }: { readonly owner: string; readonly stem: string }): Draft[] {
  const unwrapped = unwrap(root);
  if (!isObject(unwrapped)) return sectionDrafts(stem, unwrapped, owner);
  const sections = Object.entries(unwrapped).filter(([key]) => isSection(key, unwrapped));
  const small = sections.filter(([key, value]) => isSmallField(key, value));
  const about = { place: ['about'], crumbs: [owner, 'About'], kind: ABOUT };
  return [
    ...(small.length === 0 ? [] : toEntryDrafts(Object.fromEntries(small), about)),
    ...sections
      .filter(([key, value]) => !isSmallField(key, value))
      .flatMap(([key, value]) => sectionDrafts(key, value, owner)),
  ];
}

/** Takes off a shell such as `{ "digitalTwin": { … } }`. */
export function unwrap(root: Json): Json {
  if (!isObject(root)) return root;
  const [only, ...others] = Object.entries(root).filter(([key]) => isSection(key, root));
  if (only === undefined || others.length > 0 || !isObject(only[1])) return root;
  const inner = Object.values(only[1]);
  return inner.filter((value) => !isScalar(value)).length > 1 ? unwrap(only[1]) : root;
}

function sectionDrafts(key: string, value: Json, owner: string): Draft[] {
  const kind = toSectionKind(key);
  const label = kind.label ?? shorten(humanizeKey(key));
  return toSectionDrafts(value, { place: [humanizeKey(key)], crumbs: [owner, label], kind });
}

function isSection(key: string, root: JsonObject): boolean {
  const isResumeMeta = foldKey(key) === 'meta' && isObject(root['basics']);
  return !isHiddenKey(key) && !isResumeMeta && !isBlank(root[key] ?? null);
}

function isSmallField(key: string, value: Json): boolean {
  return isScalar(value) && !isList(value) && textSize(toFieldSentence(key, value)) < LONG_FIELD_SIZE;
}
