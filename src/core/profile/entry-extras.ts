import type { Json } from '../state-store.ts';
import { toPeriod } from './entry-period.ts';
import { isList, isObject, isScalar, pick } from './json-shape.ts';
import type { JsonObject } from './json-shape.ts';
import { spellScalar } from './phrasing.ts';
import type { SectionKind } from './section-kinds.ts';

const CURRENT_JOB_HINTS =
  'current, currently, now, today, at the moment, at present, these days, right now, what do you do, what does she do, what does he do, what do they do, for a living';
const FORMER_JOB_HINTS = 'former, formerly, previous, previously, earlier, past, ex';

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
  return [kind.hints, ...new Set([...toTimeHints(entry, kind), ...tags])].filter((words) => words !== '').join(', ');
}

/** People ask for the job of today in words that no job names. */
function toTimeHints(entry: JsonObject, kind: SectionKind): readonly string[] {
  const { words } = toPeriod(entry, kind.name);
  if (kind.name !== 'experience' || words === '') return [];
  return [words.includes('(current job)') ? CURRENT_JOB_HINTS : FORMER_JOB_HINTS];
}

function leaves(value: Json): string[] {
  if (isScalar(value)) return [spellScalar(value)];
  if (isList(value)) return value.flatMap(leaves);
  return isObject(value) ? Object.values(value).flatMap(leaves) : [];
}
