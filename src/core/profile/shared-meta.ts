import { toLink } from './entry-extras.ts';
import { fieldText } from './entry-name.ts';
import { isList, isScalar, pick } from './json-shape.ts';
import type { JsonObject } from './json-shape.ts';
import { spellScalar } from './phrasing.ts';
import { toDate } from './source-meta.ts';

/** Far more than a chunk keeps. */
const MAX_LISTED = 100;
const MAX_LISTED_CHARS = 10_000;

/** What an object says for everything inside it. */
export interface SharedMeta {
  readonly tags: readonly string[];
  readonly link: string | undefined;
  readonly date: string | undefined;
}

/** Adds the `tags`, `link` and `date` of an object to those of the ones around it. */
export function shareMeta(outer: SharedMeta | undefined, object: JsonObject): SharedMeta {
  const dateKey = pick(object, ['date']);
  const linkKey = pick(object, ['link']);
  return {
    tags: [...(outer?.tags ?? []), ...toTags(object)],
    link: toLink(fieldText(object, linkKey)) ?? outer?.link,
    date: (dateKey === undefined ? undefined : toDate(object[dateKey])) ?? outer?.date,
  };
}

function toTags(object: JsonObject): string[] {
  const key = pick(object, ['tags']);
  const value = key === undefined ? [] : (object[key] ?? []);
  if (isList(value)) return value.slice(0, MAX_LISTED).filter(isScalar).map(spellScalar);
  return typeof value === 'string' ? value.slice(0, MAX_LISTED_CHARS).split(',') : [];
}
