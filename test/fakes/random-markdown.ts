/** Numbers in [0, 1) that are the same for the same seed. */
export type Random = () => number;

/** Makes a generator of numbers (mulberry32). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const WORDS = [
  'robot',
  'Lisbon',
  'naïve',
  'данные',
  '数据',
  'שלום',
  '👩🏽‍💻',
  '🇵🇹',
  'e\u0301',
  'a\u200db',
  'of',
  'the',
  'I',
];

/** Writes Markdown of at least `minChars` characters with everything that is hard to cut. */
export function randomMarkdown(random: Random, minChars: number): string {
  let text = '';
  while (text.length < minChars) text += `${pick(random, BLOCKS)(random)}\n\n`;
  return text;
}

const BLOCKS: readonly ((random: Random) => string)[] = [
  (random) => sentence(random, 60),
  (random) => `# ${sentence(random, 5)}`,
  (random) => lines(random, 8, () => `- ${sentence(random, 8)}`),
  (random) => lines(random, 5, (at) => `${'  '.repeat(at % 3)}${at + 1}. **${word(random)}** _${word(random)}_`),
  (random) => `\`\`\`ts\n${lines(random, 40, () => `const ${word(random)} = "${word(random)}";`)}\n\`\`\``,
  (random) => `~~~~ python title\n${lines(random, 20, () => `  ${sentence(random, 4)}`)}\n~~~~`,
  (random) => `| a | b |\n|---|---|\n${lines(random, 10, () => `| ${word(random)} | ${word(random)} |`)}`,
  (random) => `> ${sentence(random, 20)} [link](https://example.com/${word(random)})`,
  (random) => word(random).repeat(Math.floor(random() * 300)),
  (random) => `${'x'.repeat(Math.floor(random() * 2500))}`,
  () => '\n\n   \n',
  (random) => `\`inline ${word(random)}\` ${'*'.repeat(Math.floor(random() * 4))}${word(random)}`,
];

function lines(random: Random, most: number, line: (at: number) => string): string {
  return Array.from({ length: 1 + Math.floor(random() * most) }, (_none, at) => line(at)).join('\n');
}

function sentence(random: Random, most: number): string {
  return `${Array.from({ length: 1 + Math.floor(random() * most) }, () => word(random)).join(' ')}.`;
}

function word(random: Random): string {
  return pick(random, WORDS);
}

function pick<Item>(random: Random, items: readonly [Item, ...Item[]] | readonly Item[]): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}
