import { toLead } from './entry-lead.ts';
import { isLinkKey, toFieldSentence } from './field-words.ts';
import type { JsonObject } from './json-shape.ts';
import type { SectionKind } from './section-kinds.ts';

/**
 * What an entry says, as sentences that each make sense below its breadcrumb; the first one names it, and addresses come
 * last. A sentence is put into words only when it is asked for.
 */
export function* toEntrySentences(entry: JsonObject, kind: SectionKind): Generator<string> {
  const { text, usedKeys } = toLead(entry, kind);
  if (text !== '') yield text;
  const used = new Set(usedKeys);
  for (const areLinks of [false, true]) {
    for (const key of Object.keys(entry)) {
      if (used.has(key) || isLinkKey(key) !== areLinks) continue;
      const sentence = toFieldSentence(key, entry[key] ?? null);
      if (sentence !== '') yield sentence;
    }
  }
}
