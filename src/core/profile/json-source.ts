import type { Audience } from '../audience.ts';
import type { Json } from '../state-store.ts';
import type { Draft } from './draft.ts';
import { shorten } from './entry-name.ts';
import { isHiddenKey, toFieldSentence } from './field-words.ts';
import { foldKey, isBlank, isList, isObject, isScalar } from './json-shape.ts';
import type { JsonObject } from './json-shape.ts';
import { isAudienceKey, partByAudience, toRootAudience } from './json-audience.ts';
import type { JsonPart } from './json-audience.ts';
import { humanizeKey } from './phrasing.ts';
import { toEntryDrafts, toSectionDrafts } from './profile-drafts.ts';
import { toSectionKind } from './section-kinds.ts';
import { narrowest } from './source-meta.ts';
import type { SourceMeta } from './source-meta.ts';
import { textSize } from './text-size.ts';

const LONG_FIELD_SIZE = 12;
const ABOUT = toSectionKind('about');

/** How a JSON source is read. */
export interface JsonDraftOptions {
  readonly owner: string;
  readonly stem: string;
  readonly meta: SourceMeta;
}

/**
 * Turns a JSON source of any shape into drafts whose breadcrumbs start with the person's name. No draft says anything that is
 * for a narrower audience than its own.
 *
 * @throws {Error} an audience in it is unknown
 */
export function toJsonDrafts(root: Json, { owner, stem, meta }: JsonDraftOptions): Draft[] {
  return toParts(root, meta.audience).flatMap(({ audience, root: part }) =>
    partDrafts(part, { owner, stem }).map((draft) => ({
      ...draft,
      audience,
      tags: [...(draft.tags ?? []), ...meta.tags],
      date: draft.date ?? meta.date,
      link: draft.link ?? meta.link,
    })),
  );
}

/**
 * What a source says to each audience, without the shells around it. `given` is what is known from outside the file.
 *
 * @throws {Error} an audience in it is unknown
 */
export function toParts(root: Json, given: Audience | undefined): JsonPart[] {
  const shell = unwrapOnce(root);
  if (shell === undefined) return partByAudience(root, given);
  return toParts(shell.value, narrowest(given, toRootAudience(root)));
}

function partDrafts(unwrapped: Json, { owner, stem }: { readonly owner: string; readonly stem: string }): Draft[] {
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
  const shell = unwrapOnce(root);
  return shell === undefined ? root : unwrap(shell.value);
}

function unwrapOnce(root: Json): { readonly value: Json } | undefined {
  if (!isObject(root)) return undefined;
  const [only, ...others] = Object.entries(root).filter(([key]) => isSection(key, root));
  if (only === undefined || others.length > 0 || !isObject(only[1])) return undefined;
  const inner = Object.values(only[1]);
  return inner.filter((value) => !isScalar(value)).length > 1 ? { value: only[1] } : undefined;
}

function sectionDrafts(key: string, value: Json, owner: string): Draft[] {
  const kind = toSectionKind(key);
  const label = kind.label ?? shorten(humanizeKey(key));
  return toSectionDrafts(value, { place: [humanizeKey(key)], crumbs: [owner, label], kind });
}

function isSection(key: string, root: JsonObject): boolean {
  const isResumeMeta = foldKey(key) === 'meta' && isObject(root['basics']);
  return !isAudienceKey(key) && !isHiddenKey(key) && !isResumeMeta && !isBlank(root[key] ?? null);
}

function isSmallField(key: string, value: Json): boolean {
  return isScalar(value) && !isList(value) && textSize(toFieldSentence(key, value)) < LONG_FIELD_SIZE;
}
