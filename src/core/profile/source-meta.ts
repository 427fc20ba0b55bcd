import { parse } from 'yaml';
import { AUDIENCES } from '../audience.ts';
import type { Audience } from '../audience.ts';
import { toLink } from './entry-extras.ts';
import { foldKey } from './json-shape.ts';
import { tidy } from './phrasing.ts';
import { AudienceError } from './source-fault.ts';

/** What a source says about itself, in its front matter or beside it. */
export interface SourceMeta {
  /** Empty when it gives none. */
  readonly title: string;
  readonly link: string | undefined;
  /** As the owner wrote them. */
  readonly tags: readonly string[];
  /** `2024-03-01`, `2024-03` or `2024`. */
  readonly date: string | undefined;
  /** Nothing leaves it to what surrounds it, in the end to everybody. */
  readonly audience: Audience | undefined;
}

/** A source that says nothing about itself. */
export const NO_META: SourceMeta = { title: '', link: undefined, tags: [], date: undefined, audience: undefined };

const MAX_ALIASES = 20;
/** More than anybody writes about a file; YAML takes seconds for a megabyte. */
const MAX_YAML_CHARS = 16_000;
const DATE = /^\d{4}(?:-\d{2}(?:-\d{2})?)?(?=$|[T ])/;

/**
 * Reads YAML as the description of a source; nothing when it is no object.
 *
 * @throws {Error} it is no valid YAML, or its audience is unknown; the message is for the owner
 */
export function parseMeta(yaml: string): SourceMeta | undefined {
  const value = parseYaml(yaml);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const fields = new Map(Object.entries(value).map(([key, field]) => [foldKey(key), field]));
  const first = (...keys: readonly string[]): unknown =>
    keys.map((key) => fields.get(key)).find((field) => field != null);
  return {
    title: toText(first('title')),
    link: toLink(toText(first('url', 'link'))),
    tags: toTags(first('tags', 'keywords')),
    date: toDate(first('date')),
    audience: narrowest(toAudience(fields.get('audience')), toAudience(fields.get('visibility'))),
  };
}

/** Fills in what `meta` leaves open. The audience is the narrower of both. */
export function withFallback(meta: SourceMeta, fallback: SourceMeta): SourceMeta {
  return {
    title: meta.title || fallback.title,
    link: meta.link ?? fallback.link,
    tags: [...meta.tags, ...fallback.tags],
    date: meta.date ?? fallback.date,
    audience: narrowest(meta.audience, fallback.audience),
  };
}

/** The narrower of two audiences; nothing when neither is given. */
export function narrowest(a: Audience | undefined, b: Audience | undefined): Audience | undefined {
  return AUDIENCES.findLast((audience) => audience === a || audience === b);
}

/**
 * Narrows what an owner wrote to an audience.
 *
 * @throws {AudienceError} it is none
 */
export function toAudience(value: unknown): Audience | undefined {
  if (value === undefined) return undefined;
  const found = AUDIENCES.find((audience) => typeof value === 'string' && value.trim().toLowerCase() === audience);
  if (found !== undefined) return found;
  throw new AudienceError(
    `its audience is not one of ${AUDIENCES.join(', ')}; until it is, nobody gets to see the file`,
  );
}

/** A date as chunks carry it; nothing for what is none. */
export function toDate(value: unknown): string | undefined {
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString().slice(0, 10);
  return DATE.exec(toText(value))?.[0];
}

/** The library's message goes on with a piece of the file, which must not get into the log. */
function parseYaml(yaml: string): unknown {
  if (yaml.length > MAX_YAML_CHARS)
    throw new Error(`The description of the file is longer than ${MAX_YAML_CHARS} characters; shorten it`);
  try {
    return parse(yaml, { maxAliasCount: MAX_ALIASES });
  } catch (error) {
    const [where = ''] = error instanceof Error ? error.message.split('\n') : [];
    const message = `The front matter is no valid YAML: ${where.replace(/:$/, '')}`;
    const isMarked = /\b(?:audience|visibility)\b/i.test(yaml);
    throw isMarked ? new AudienceError(message, { cause: error }) : new Error(message, { cause: error });
  }
}

function toText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? tidy(String(value)) : '';
}

function toTags(value: unknown): string[] {
  const tags = Array.isArray(value) ? value.map(toText) : toText(value).split(',');
  return tags.map((tag) => tag.trim()).filter((tag) => tag !== '');
}
