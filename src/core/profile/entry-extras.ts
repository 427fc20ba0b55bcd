import type { Json } from '../ports.ts';
import { isList, isObject, isScalar, pick } from './json-shape.ts';
import type { JsonObject } from './json-shape.ts';
import { spellScalar } from './phrasing.ts';
import type { SectionKind } from './section-kinds.ts';

/** The address of an entry, when it is one that a browser can open over HTTP. */
export function toEntryLink(entry: JsonObject): string | undefined {
  const key = pick(entry, ['url', 'link', 'website', 'href', 'homepage']);
  const value = key === undefined ? undefined : entry[key];
  return typeof value === 'string' ? toLink(value) : undefined;
}

/** Narrows an address to `http:` and `https:`; nothing for any other. */
export function toLink(address: string): string | undefined {
  const trimmed = address.trim();
  if (!/^https?:\/\//i.test(trimmed) || !URL.canParse(trimmed)) return undefined;
  return new URL(trimmed).href;
}

/** The search words of a section and what the owner tagged the entry with. */
export function toEntryHints(entry: JsonObject, kind: SectionKind): string {
  const tags = ['tags', 'metadata']
    .map((name) => pick(entry, [name]))
    .flatMap((key) => (key === undefined ? [] : leaves(entry[key] ?? null)));
  return [kind.hints, ...new Set(tags)].filter((words) => words !== '').join(', ');
}

function leaves(value: Json): string[] {
  if (isScalar(value)) return [spellScalar(value)];
  if (isList(value)) return value.flatMap(leaves);
  return isObject(value) ? Object.values(value).flatMap(leaves) : [];
}
