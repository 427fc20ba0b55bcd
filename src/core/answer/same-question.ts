import { isStopWord } from '../../support/words.ts';

/** What is asked is the same whoever it is asked of, and whichever way one turns to them. */
const IGNORED: ReadonlySet<string> = new Set(
  `a an the you your yours yourself he him his himself she her hers herself they them their theirs themselves i me my we us our
  do does please so and then also hi hello hey ok okay maybe exactly actually really`.split(/\s+/),
);
const FORMS: ReadonlyMap<string, string> = new Map([
  ['which', 'what'],
  ['is', 'be'],
  ['are', 'be'],
  ['am', 'be'],
  ['s', 'be'],
  ['re', 'be'],
  ['was', 'were'],
  ['has', 'have'],
  ['ve', 'have'],
]);
/** Where a question goes on to ask something else. */
const NEXT_QUESTION = /[?;]|,?\s+(?:and|or)\s+(?=(?:what|which|who|whose|where|when|why|how)\b)/i;

/**
 * Whether the owner answered in writing just what is asked now: the same words in the same order, but for the person, or one of
 * several questions in one. `Where do you work?` is in `Where does Maya work, and what is she working on?`.
 *
 * @param name the owner's
 */
export function isSameQuestion(asked: string, written: string, name: string): boolean {
  const names = new Set(toWords(name));
  const key = toKey(asked, names);
  if (key === undefined) return false;
  return [written, ...written.split(NEXT_QUESTION)].some((part) => toKey(part, names) === key);
}

/** Nothing for a question without content, such as `Who are you?`. */
function toKey(question: string, names: ReadonlySet<string>): string | undefined {
  const all = toWords(question);
  const isOfName = (at: number): boolean => all[at] === 's' && names.has(all[at - 1] ?? '');
  const words = all.filter((word, at) => !IGNORED.has(word) && !names.has(word) && !isOfName(at));
  if (words.length < 2 || words.every(isStopWord)) return undefined;
  return words.map((word) => FORMS.get(word) ?? word).join(' ');
}

function toWords(text: string): readonly string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+[+#]*/gu) ?? []
  );
}
