import type { Json } from '../state-store.ts';
import { fieldText, toNameKey } from './entry-name.ts';
import { toPeriod, withoutParens } from './entry-period.ts';
import { isHiddenKey, isLinkKey, isProseKey, isYearsKey, toWords, toYears } from './field-words.ts';
import { isBlank, isScalar, pick } from './json-shape.ts';
import type { JsonObject } from './json-shape.ts';
import { lowerKey, spellScalar, toSentence } from './phrasing.ts';
import type { SectionKind } from './section-kinds.ts';
import { textSize } from './text-size.ts';
import { toWrittenAnswer } from './written-answer.ts';

const MAX_DETAIL_SIZE = 8;
/** An entry with more fields is a section of its own: the others become sentences. */
const MAX_DETAILS = 40;

/** The first sentence of an entry, and the fields that it has used up. */
export interface Lead {
  readonly text: string;
  readonly usedKeys: readonly string[];
}

/** Builds the sentence that names an entry, by the habits of its section; empty when nothing names it. */
export function toLead(entry: JsonObject, kind: SectionKind): Lead {
  if (kind.name === 'about') return toAboutLead(entry, kind);
  if (kind.name === 'experience' || kind.name === 'volunteering') return toWorkLead(entry, kind);
  if (kind.name === 'education') return toEducationLead(entry, kind);
  return toQuestionLead(entry) ?? toNamedLead(entry, kind);
}

function toAboutLead(entry: JsonObject, kind: SectionKind): Lead {
  const nameKey = toNameKey(entry, kind);
  const headlineKey = pick(entry, ['headline', 'label', 'jobtitle', 'title', 'tagline']);
  const lead = joinLead(entry, [
    [nameKey, ''],
    [headlineKey === nameKey ? undefined : headlineKey, ', '],
  ]);
  return { ...lead, text: toSentence(lead.text) };
}

function toWorkLead(entry: JsonObject, kind: SectionKind): Lead {
  const orgKey = toNameKey(entry, kind);
  const roleKey = pick(entry, ['role', 'position', 'jobtitle', 'title']);
  const lead = joinLead(
    entry,
    roleKey === orgKey
      ? [[orgKey, '']]
      : [
          [roleKey, ''],
          [orgKey, ' at '],
        ],
  );
  return withPlaceAndPeriod(entry, kind, lead);
}

function toEducationLead(entry: JsonObject, kind: SectionKind): Lead {
  const degreeKey = pick(entry, ['degree', 'studytype', 'qualification']);
  const areaKey = pick(entry, ['field', 'area', 'fieldofstudy', 'major', 'subject']);
  const schoolKey = toNameKey(entry, kind);
  return withPlaceAndPeriod(
    entry,
    kind,
    joinLead(entry, [
      [degreeKey, ''],
      [areaKey, ' in '],
      [schoolKey, ', '],
    ]),
  );
}

function withPlaceAndPeriod(entry: JsonObject, kind: SectionKind, lead: Lead): Lead {
  if (lead.text === '') return lead;
  const placeKey = pick(entry, ['location', 'place', 'city']);
  const period = toPeriod(entry, kind.name);
  const place = placeKey === undefined ? '' : toWords(entry[placeKey] ?? null);
  const parts = [lead.text, place, period.words].filter((part) => part !== '');
  const usedKeys = [...lead.usedKeys, ...period.usedKeys, ...(placeKey === undefined ? [] : [placeKey])];
  return { text: toSentence(parts.join(', ')), usedKeys };
}

function toQuestionLead(entry: JsonObject): Lead | undefined {
  const questionKey = pick(entry, ['question', 'q']);
  const answerKey = pick(entry, ['answer', 'a', 'response', 'reply']);
  if (questionKey === undefined || answerKey === undefined) return undefined;
  const question = toWords(entry[questionKey] ?? null);
  const answer = toWords(entry[answerKey] ?? null);
  return { text: toWrittenAnswer(question, toSentence(answer)), usedKeys: [questionKey, answerKey] };
}

function toNamedLead(entry: JsonObject, kind: SectionKind): Lead {
  const nameKey = toNameKey(entry, kind);
  if (nameKey === undefined) return { text: '', usedKeys: [] };
  const period = toPeriod(entry, kind.name);
  const detailKeys = Object.keys(entry)
    .slice(0, MAX_DETAILS)
    .filter((key) => key !== nameKey && !period.usedKeys.includes(key) && isDetail(key, entry[key] ?? null));
  const details = [withoutParens(period.words), ...detailKeys.map((key) => toDetail(key, entry[key] ?? null))].filter(
    (word) => word !== '',
  );
  const name = fieldText(entry, nameKey);
  const text = details.length === 0 ? name : `${name} (${details.join('; ')})`;
  return { text: toSentence(text), usedKeys: [nameKey, ...period.usedKeys, ...detailKeys] };
}

function isDetail(key: string, value: Json): boolean {
  if (isHiddenKey(key) || isLinkKey(key) || isProseKey(key) || !isScalar(value) || isBlank(value)) return false;
  return textSize(spellScalar(value)) <= MAX_DETAIL_SIZE && !/[.!?\n]/.test(spellScalar(value).slice(-1));
}

function toDetail(key: string, value: Json): string {
  if (isYearsKey(key)) return toYears(value);
  return `${lowerKey(key)}: ${spellScalar(value)}`;
}

function joinLead(entry: JsonObject, fields: readonly (readonly [string | undefined, string])[]): Lead {
  let text = '';
  const usedKeys: string[] = [];
  for (const [key, joint] of fields) {
    const words = fieldText(entry, key);
    if (key === undefined || words === '' || usedKeys.includes(key)) continue;
    text += (text === '' ? '' : joint) + words;
    usedKeys.push(key);
  }
  return { text, usedKeys };
}
