import type { Audience } from '../audience.ts';
import type { Json } from '../state-store.ts';
import type { DraftSteps } from './draft.ts';
import { shorten } from './entry-name.ts';
import { isHiddenKey, toFieldSentence } from './field-words.ts';
import { foldKey, isBlank, isObject, isScalar } from './json-shape.ts';
import type { JsonObject } from './json-shape.ts';
import { isAudienceKey, partByAudience, toRootAudience } from './json-audience.ts';
import type { JsonPart } from './json-audience.ts';
import { humanizeKey } from './phrasing.ts';
import { toEntryDrafts, toSectionDrafts } from './profile-drafts.ts';
import { toSectionKind } from './section-kinds.ts';
import { narrowest } from './source-meta.ts';
import type { SourceMeta } from './source-meta.ts';
import { textSize } from './text-size.ts';
import { isSurelyLarger } from './value-size.ts';

const LONG_FIELD_SIZE = 12;
const ABOUT = toSectionKind('about');

/** How a JSON source is read. */
export interface JsonDraftOptions {
  readonly owner: string;
  readonly stem: string;
  readonly meta: SourceMeta;
}

/**
 * Turns what a JSON source of any shape says to each audience into drafts whose breadcrumbs start with the person's name. No
 * draft says anything that is for a narrower audience than its own.
 */
export function* toJsonDrafts(parts: readonly JsonPart[], { owner, stem, meta }: JsonDraftOptions): DraftSteps {
  for (const { audience, root } of parts) {
    for (const draft of partDrafts(root, { owner, stem })) {
      yield (
        draft && {
          ...draft,
          audience,
          tags: [...(draft.tags ?? []), ...meta.tags],
          date: draft.date ?? meta.date,
          link: draft.link ?? meta.link,
        }
      );
    }
  }
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

function* partDrafts(root: Json, { owner, stem }: { readonly owner: string; readonly stem: string }): DraftSteps {
  if (!isObject(root)) return yield* sectionDrafts(stem, root, owner);
  const small: [string, Json][] = [];
  const sections: [string, Json][] = [];
  for (const [key, value] of Object.entries(root)) {
    yield;
    if (isSection(key, root)) (isSmallField(key, value) ? small : sections).push([key, value]);
  }
  const about = { place: ['about'], crumbs: [owner, 'About'], kind: ABOUT };
  if (small.length > 0) yield* toEntryDrafts(Object.fromEntries(small), about);
  for (const [key, value] of sections) yield* sectionDrafts(key, value, owner);
}

/** Takes off a shell such as `{ "digitalTwin": { … } }`. */
export function unwrap(root: Json): Json {
  const shell = unwrapOnce(root);
  return shell === undefined ? root : unwrap(shell.value);
}

function unwrapOnce(root: Json): { readonly value: Json } | undefined {
  if (!isObject(root)) return undefined;
  const keys = Object.keys(root);
  const first = keys.findIndex((key) => isSection(key, root));
  const only = root[keys[first] ?? ''];
  if (!isObject(only) || keys.slice(first + 1).some((key) => isSection(key, root))) return undefined;
  return Object.values(only).filter((value) => !isScalar(value)).length > 1 ? { value: only } : undefined;
}

function sectionDrafts(key: string, value: Json, owner: string): DraftSteps {
  const kind = toSectionKind(key);
  const label = kind.label ?? shorten(humanizeKey(key));
  return toSectionDrafts(value, { place: [humanizeKey(key)], crumbs: [owner, label], kind });
}

function isSection(key: string, root: JsonObject): boolean {
  const isResumeMeta = foldKey(key) === 'meta' && isObject(root['basics']);
  return !isAudienceKey(key) && !isHiddenKey(key) && !isResumeMeta && !isBlank(root[key] ?? null);
}

function isSmallField(key: string, value: Json): boolean {
  return (
    isScalar(value) &&
    !isSurelyLarger(value, LONG_FIELD_SIZE) &&
    textSize(toFieldSentence(key, value)) < LONG_FIELD_SIZE
  );
}
