import { toLead } from './entry-lead.ts';
import { isLinkKey, toFieldSentence } from './field-words.ts';
import type { JsonObject } from './json-shape.ts';
import type { SectionKind } from './section-kinds.ts';

/** What an entry says, as sentences that each make sense below its breadcrumb; the first one names it. */
export function toEntrySentences(entry: JsonObject, kind: SectionKind): string[] {
  const { text, usedKeys } = toLead(entry, kind);
  const used = new Set(usedKeys);
  const rest = Object.entries(entry)
    .filter(([key]) => !used.has(key))
    .sort(([a], [b]) => Number(isLinkKey(a)) - Number(isLinkKey(b)))
    .map(([key, value]) => toFieldSentence(key, value));
  return [text, ...rest].filter((sentence) => sentence !== '');
}
