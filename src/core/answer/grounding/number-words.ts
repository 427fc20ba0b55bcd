const ONES =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen';
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety';
const ORDINALS =
  'third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth';

/** What a number word adds. */
export const UNITS: ReadonlyMap<string, number> = new Map([
  ...ONES.split(' ').map((word, index): [string, number] => [word, index]),
  ...TENS.split(' ').map((word, index): [string, number] => [word, 20 + 10 * index]),
  ...ORDINALS.split(' ').map((word, index): [string, number] => [word, index + 3]),
]);

/** What a number word multiplies by. */
export const SCALES: ReadonlyMap<string, number> = new Map([
  ['dozen', 12],
  ['hundred', 100],
  ['thousand', 1e3],
  ['million', 1e6],
  ['billion', 1e9],
]);

/** Every number word, for a pattern, longest first. */
export const NUMBER_WORDS: readonly string[] = [...UNITS.keys(), ...SCALES.keys()].toSorted(
  (a, b) => b.length - a.length,
);

/** `a hundred and twenty-five` is 125; nothing when the words are no number. */
export function parseNumberWords(words: string): number | undefined {
  let total = 0;
  let group: number | undefined;
  for (const word of words.toLowerCase().split(/[\s-]+/)) {
    const unit = UNITS.get(word);
    const scale = SCALES.get(word);
    if (unit !== undefined) group = (group ?? 0) + unit;
    else if (scale === 100) group = (group ?? 1) * 100;
    else if (scale !== undefined) {
      total += (group ?? 1) * scale;
      group = 0;
    } else if (word === 'half') group = 0.5;
    else if (word !== 'and' && word !== 'a' && word !== 'an') return undefined;
  }
  return group === undefined ? undefined : total + group;
}
