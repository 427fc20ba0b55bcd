import type { Json } from '../state-store.ts';
import { isScalar, pick } from './json-shape.ts';
import type { JsonObject } from './json-shape.ts';
import { spellScalar } from './phrasing.ts';
import type { SectionKind, SectionName } from './section-kinds.ts';

const NAME_KEYS: Partial<Record<SectionName, readonly string[]>> = {
  experience: ['company', 'employer', 'organization', 'organisation', 'client', 'name', 'title', 'role', 'position'],
  volunteering: ['organization', 'organisation', 'company', 'name', 'title', 'role', 'position'],
  education: ['institution', 'school', 'university', 'college', 'organization', 'name', 'degree', 'title'],
  coursework: ['course', 'name', 'title', 'module'],
  languages: ['language', 'name'],
  skills: ['name', 'skill', 'language', 'technology', 'category', 'title'],
  questions: ['question', 'q'],
};
const USUAL_NAME_KEYS = [
  'name',
  'title',
  'label',
  'heading',
  'question',
  'project',
  'organization',
  'organisation',
  'company',
  'institution',
  'award',
  'course',
  'language',
  'skill',
  'topic',
  'network',
  'role',
  'position',
  'key',
];
const MAX_NAME_CHARS = 120;

/** The key under which an entry is named, by the habits of its section. */
export function toNameKey(entry: JsonObject, kind: SectionKind): string | undefined {
  return pickText(entry, NAME_KEYS[kind.name] ?? []) ?? pickText(entry, USUAL_NAME_KEYS);
}

/** What an entry is called in a breadcrumb; empty when it has no name. */
export function toEntryName(entry: JsonObject, kind: SectionKind): string {
  const key = toNameKey(entry, kind);
  return key === undefined ? '' : shorten(spellScalar(entry[key] ?? null));
}

/** Fits text into a breadcrumb. The whole of it always stands in the chunk's text as well. */
export function shorten(text: string, maxChars = MAX_NAME_CHARS): string {
  const line = text.replace(/\s+/gu, ' ').trim();
  if (line.length <= maxChars) return line;
  const cut = line.slice(0, maxChars - 1);
  return `${(/^.*\S(?=\s)/u.exec(cut)?.[0] ?? cut).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** Words for a field of an entry, if it is a plain value. */
export function fieldText(entry: JsonObject, key: string | undefined): string {
  const value: Json = key === undefined ? null : (entry[key] ?? null);
  return isScalar(value) ? spellScalar(value) : '';
}

function pickText(entry: JsonObject, keys: readonly string[]): string | undefined {
  const key = pick(entry, keys);
  return key !== undefined && isScalar(entry[key] ?? null) ? key : undefined;
}
