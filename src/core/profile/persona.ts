import type { Json } from '../state-store.ts';
import type { Persona } from './chunk.ts';
import { fieldText } from './entry-name.ts';
import { foldKey, isList, isObject, pick } from './json-shape.ts';
import type { JsonObject } from './json-shape.ts';
import { unwrap } from './json-source.ts';
import { spellScalar } from './phrasing.ts';
import { toSectionKind } from './section-kinds.ts';
import type { SectionName } from './section-kinds.ts';

/** What the twin is called when no source names anybody. */
export const UNNAMED_PERSONA: Persona = { name: 'the owner of these files', headline: '', suggestions: [] };

const MAX_SUGGESTIONS = 8;
/** Sections of one's own are looked for among so many. */
const MAX_SECTIONS = 1000;
const USUAL_QUESTIONS: readonly (readonly [SectionName, (name: string) => string])[] = [
  ['experience', (name) => `What does ${name} do at the moment?`],
  ['skills', (name) => `What is ${name} best at?`],
  ['projects', (name) => `Which projects has ${name} built?`],
  ['education', (name) => `What did ${name} study?`],
  ['interests', (name) => `What does ${name} do outside of work?`],
];

/** A JSON source, and what everybody may see of it. */
export interface PersonaSource {
  readonly root: Json;
  readonly publicRoot: Json;
}

/**
 * Finds whom the profiles speak for: the first one that names a person does. Nothing when none does. The name is for everybody,
 * whatever the rest of its file is; headline and suggestions come from what everybody may see.
 */
export function findPersona(sources: readonly PersonaSource[]): Persona | undefined {
  for (const { root: whole, publicRoot } of sources) {
    const root = unwrap(whole);
    const persona = isObject(root) ? toPersona(root, publicRoot) : undefined;
    if (persona !== undefined) return persona;
  }
  return undefined;
}

function toPersona(root: JsonObject, publicRoot: Json): Persona | undefined {
  const name = persons(root)
    .map(toName)
    .find((found) => found !== '');
  if (name === undefined) return undefined;
  const shown = isObject(publicRoot) ? publicRoot : {};
  const headline = persons(shown)
    .map(toHeadline)
    .find((found) => found !== '');
  return { name, headline: headline ?? '', suggestions: toSuggestions(shown, name) };
}

/** Where a person may be described: in a section about them, or beside the sections. */
function persons(root: JsonObject): JsonObject[] {
  const aboutKey = Object.keys(root)
    .slice(0, MAX_SECTIONS)
    .find((key) => toSectionKind(key).name === 'about' && isObject(root[key]));
  const about = aboutKey === undefined ? undefined : root[aboutKey];
  return isObject(about) ? [about, root] : [root];
}

function toName(person: JsonObject): string {
  const whole = fieldText(person, pick(person, ['name', 'fullname', 'displayname']));
  if (whole !== '') return whole;
  return ['firstname', 'lastname']
    .map((key) => fieldText(person, pick(person, [key])))
    .filter((part) => part !== '')
    .join(' ');
}

function toHeadline(person: JsonObject): string {
  return fieldText(person, pick(person, ['headline', 'title', 'label', 'jobtitle', 'role', 'tagline']));
}

function toSuggestions(root: JsonObject, name: string): string[] {
  const entries = Object.entries(root)
    .slice(0, MAX_SECTIONS)
    .map(([key, value]) => [toSectionKind(key).name, value] as const);
  const given = entries.flatMap(([section, value]) => (section === 'suggestions' ? texts(value) : []));
  if (given.length > 0) return given.slice(0, MAX_SUGGESTIONS);
  const asked = entries.flatMap(([section, value]) => (section === 'questions' ? texts(value) : []));
  const sections = new Set(entries.map(([section]) => section));
  const usual = USUAL_QUESTIONS.filter(([section]) => sections.has(section)).map(([, ask]) => ask(name));
  return [...asked, ...usual].slice(0, MAX_SUGGESTIONS);
}

/** The questions in a list of texts, a list of `{ question, … }`, or an object with questions for keys. */
function texts(value: Json): string[] {
  if (isObject(value)) return Object.keys(value).filter((key) => key.trim().endsWith('?'));
  if (!isList(value)) return [];
  return value
    .map((item) =>
      isObject(item)
        ? fieldText(
            item,
            Object.keys(item).find((key) => ['question', 'q', 'text'].includes(foldKey(key))),
          )
        : spellScalar(item),
    )
    .filter((text) => text !== '');
}
