import type { Evidence } from './evidence.ts';
import { toStem } from './fold.ts';
import type { NumberMention } from './numbers.ts';
import type { Sentence } from './readable.ts';

/** Larger counts are facts, not the length of a list. */
const MAX_COUNT = 10;
const COUNTED = new Set(
  'role job company employer position degree university school certificate certification language project publication paper award course skill thing reason way example area field topic interest hobby story value principle point item part step group main key major different reference talk engagement organization organisation place strength'.split(
    ' ',
  ),
);
const JOINTS = /,\s+(?:and\s+|or\s+)?|;\s+(?:and\s+)?|\s+(?:and|or|plus|as well as|then)\s+/g;

/** Whether a small number only counts what the answer itself lists: `three roles`, and then three of them. */
export function isListCount(
  { values, following, preceding, isPercent, isOrdinal, at, end }: NumberMention,
  {
    sentence,
    sentencesAfter: items,
    evidence,
  }: { readonly sentence: Sentence; readonly sentencesAfter: number; readonly evidence: readonly Evidence[] },
): boolean {
  const [count = 0] = values;
  if (isPercent || count < 2 || count > MAX_COUNT) return false;
  const isCounting = following.slice(0, 3).some((word) => COUNTED.has(toStem(word))) || following.length === 0;
  if (!isCounting) return false;
  if (isOrdinal) return false;
  const after = sentence.text.slice(end);
  return (
    countItems(after) === count ||
    // `Go is one of five languages, the others being …`.
    (preceding[0] === 'of' && preceding[1] === 'one' && countItems(after) === count - 1) ||
    countItems(sentence.text.slice(0, at)) === count ||
    (/:\s*$/.test(after) && items >= count) ||
    items === count ||
    countOf(following, evidence) === count
  );
}

function countItems(text: string): number {
  const list = /[:–—(]\s*(?<items>[^()]+)/.exec(text)?.groups?.['items'] ?? text;
  return [...list.matchAll(JOINTS)].length + 1;
}

/** How many passages stand in the section that the noun names. */
function countOf(following: readonly string[], evidence: readonly Evidence[]): number {
  const [noun = ''] = following;
  return evidence.filter(({ words }) => words.slice(0, 12).some(({ folded }) => toStem(folded) === toStem(noun)))
    .length;
}
