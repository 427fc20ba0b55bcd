import { AUDIENCES } from '../audience.ts';
import type { Audience } from '../audience.ts';
import type { Json } from '../state-store.ts';
import { toNameKey } from './entry-name.ts';
import { foldKey, isList, isObject, isScalar, pick } from './json-shape.ts';
import type { JsonObject } from './json-shape.ts';
import { OTHER_KIND } from './section-kinds.ts';
import { narrowest, toAudience } from './source-meta.ts';

/** What a JSON source says to one audience. */
export interface JsonPart {
  readonly audience: Audience;
  readonly root: Json;
}

const KEYS = ['audience', 'visibility'];
/** Spares the folding of as many keys as a file has fields. */
const MAYBE_KEY = /^[^a-z0-9]*[av]/i;
/** Meant for the twin and misspelt, where anything else may be the owner's own word for whom a project was. */
const NEAR = new Set(
  'owners member private internal secret friend friends family team me myself self onlyme nobody none all everyone everybody'.split(
    ' ',
  ),
);

/**
 * Parts a source by audience, so that nothing made from several of its entries mixes them: what is for the owner stands in a
 * tree of its own, below the names of what it belongs to. A part is never for a wider audience than what it lies in.
 *
 * @throws {Error} the audience of the whole file is unknown, or one inside it looks misspelt
 */
export function partByAudience(root: Json, given: Audience | undefined): JsonPart[] {
  const start = narrowest(given, toRootAudience(root)) ?? 'public';
  if (!hasMark(root)) return [{ audience: start, root }];
  return AUDIENCES.flatMap((audience) => {
    const part = partFor(root, { wanted: audience, current: start, isRoot: true });
    return part === undefined ? [] : [{ audience, root: part }];
  });
}

/**
 * What the outermost object says of the whole file.
 *
 * @throws {Error} it is no audience
 */
export function toRootAudience(root: Json): Audience | undefined {
  return isObject(root) ? declared(root, true) : undefined;
}

/** Whether a key may say for whom something is. */
export function isAudienceKey(key: string): boolean {
  return MAYBE_KEY.test(key) && KEYS.includes(foldKey(key));
}

function hasMark(value: Json): boolean {
  if (isScalar(value)) return false;
  if (isList(value)) return value.some(hasMark);
  return Object.entries(value).some(([key, field]) => isAudienceKey(key) || hasMark(field));
}

interface Cut {
  readonly wanted: Audience;
  readonly current: Audience;
  readonly isRoot: boolean;
}

function partFor(value: Json, cut: Cut): Json | undefined {
  const inner = { ...cut, isRoot: false };
  if (isList(value)) {
    const items = value.map((item) => partFor(item, inner)).filter((item) => item !== undefined);
    return items.length > 0 ? items : undefined;
  }
  if (!isObject(value)) return cut.current === cut.wanted ? value : undefined;
  const current = narrowest(cut.current, declared(value, cut.isRoot)) ?? cut.current;
  const fields: [string, Json][] = [];
  for (const [key, field] of Object.entries(value)) {
    if (isMark(key, field)) continue;
    const part = partFor(field, { ...inner, current });
    if (part !== undefined) fields.push([key, part]);
  }
  if (fields.length === 0) return undefined;
  return current === cut.wanted || cut.isRoot ? Object.fromEntries(fields) : named(value, fields);
}

/** A narrower part of an entry says to whom or what it belongs. */
function named(entry: JsonObject, fields: readonly (readonly [string, Json])[]): JsonObject {
  const key = toNameKey(entry, OTHER_KIND);
  return key === undefined ? Object.fromEntries(fields) : { [key]: entry[key] ?? null, ...Object.fromEntries(fields) };
}

function declared(object: JsonObject, isRoot: boolean): Audience | undefined {
  if (!Object.keys(object).some(isAudienceKey)) return undefined;
  const marks = KEYS.map((key) => pick(object, [key]));
  return marks
    .map((key) => toDeclared(key, key === undefined ? undefined : object[key], isRoot))
    .reduce(narrowest, undefined);
}

function toDeclared(key: string | undefined, value: Json | undefined, isRoot: boolean): Audience | undefined {
  if (key === undefined || value === undefined) return undefined;
  const isOurs =
    isMark(key, value) ||
    isRoot ||
    (foldKey(key) === 'audience' && typeof value === 'string' && NEAR.has(foldKey(value)));
  return isOurs ? toAudience(value) : undefined;
}

function isMark(key: string, value: Json): boolean {
  if (!isAudienceKey(key) || typeof value !== 'string') return false;
  return AUDIENCES.some((audience) => audience === value.trim().toLowerCase());
}
