import type { Json } from '../state-store.ts';
import { MAX_TAG_CHARS, toHints } from './chunk-room.ts';
import { toPeriod } from './entry-period.ts';
import { isScalar, pick } from './json-shape.ts';
import type { JsonObject } from './json-shape.ts';
import { spellScalar } from './phrasing.ts';
import type { SectionKind } from './section-kinds.ts';

const CURRENT_JOB_HINTS =
  'current, currently, now, today, at the moment, at present, these days, right now, what do you do, what does she do, what does he do, what do they do, for a living';
const MAX_KEYWORDS = 100;
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
  const keys = ['tags', 'metadata'].map((name) => pick(entry, [name])).filter((key) => key !== undefined);
  const tags = toWordLists(keys.map((key) => entry[key] ?? null));
  return toHints([kind.hints, ...toTimeHints(entry, kind), ...tags]);
}

/** People ask for the job of today in words that no job names. */
function toTimeHints(entry: JsonObject, kind: SectionKind): readonly string[] {
  const { words } = toPeriod(entry, kind.name);
  if (kind.name !== 'experience' || words === '') return [];
  return [words.includes('(current job)') ? CURRENT_JOB_HINTS : FORMER_JOB_HINTS];
}

/** Keywords wherever they stand; not more of them than anybody would write. */
function toWordLists(values: readonly Json[]): string[] {
  const words: string[] = [];
  const visit = (value: Json): void => {
    if (words.length >= MAX_KEYWORDS) return;
    if (!isScalar(value)) for (const inner of Object.values(value)) visit(inner);
    else if (String(value).length <= MAX_TAG_CHARS) words.push(spellScalar(value));
  };
  values.forEach(visit);
  return words;
}
