import type { Random } from './random-markdown.ts';
import { chance, hostile, lines, pick, sentence, styled, upTo, word } from './random-words.ts';

/** Writes one block of Markdown: a paragraph, a list, a fence, a table or something broken. */
export function randomBlock(random: Random): string {
  return pick(random, BLOCKS)(random);
}

const BLOCKS: readonly ((random: Random) => string)[] = [
  (random) => sentence(random, 60),
  (random) => sentence(random, 60),
  (random) => lines(random, 4, () => sentence(random, 12)),
  (random) => `${'#'.repeat(1 + upTo(random, 6))} ${sentence(random, 5)}`,
  (random) => lines(random, 8, () => `${pick(random, ['-', '*', '+'])} ${sentence(random, 8)}`),
  (random) => lines(random, 9, (at) => `${'  '.repeat(at % 4)}${at + 1}. **${word(random)}** _${word(random)}_`),
  (random) => lines(random, 3, () => `- [${pick(random, [' ', 'x'])}] ${sentence(random, 5)}`),
  (random) => lines(random, 6, () => `${'>'.repeat(1 + upTo(random, 2))} ${sentence(random, 9)}`),
  (random) => lines(random, 5, () => styled(random)),
  (random) => lines(random, 3, () => hostile(random)),
  (random) => fence(random, ''),
  (random) => fence(random, ''),
  (random) => fence(random, '> '),
  (random) => `${lines(random, 2, () => `- ${sentence(random, 6)}`)}\n${fence(random, '  ')}`,
  (random) => `1. ${sentence(random, 3)}\n   - ${word(random)}\n${fence(random, '     ')}`,
  (random) => `- ${fence(random, '  ').trimStart()}`,
  // One that is never closed, and one that only looks like one.
  (random) => `\`\`\`${word(random)}\n${sentence(random, 9)}`,
  (random) => pick(random, ['    ```\n    indented', '```a`b', '``` x ```', '~~~', '~~', '``', '> ```\nno quote']),
  (random) => table(random, ''),
  (random) => table(random, ''),
  (random) => table(random, '> '),
  (random) => `- ${word(random)}\n${table(random, '  ')}`,
  (random) => pick(random, ['| a | b |', '|', '|---|', '| a |\n|---|---|', 'a | b\n---|---\n1 | 2', '| a |\n|-']),
  (random) => word(random).repeat(upTo(random, 300)),
  (random) => pick(random, ['x', '数', 'ש', '<', '@', '`', '*']).repeat(upTo(random, 2500)),
  (random) => `a${'\u0301'.repeat(upTo(random, 400))}`,
  (random) => pick(random, ['\n\n   \n', '   ', '\t', '\u00a0', '---', '***', '\u0000', '\u2028', '\r']),
  (random) => `<details>\n<summary>${word(random)}</summary>\n${sentence(random, 6)}\n</details>`,
];

function fence(random: Random, prefix: string): string {
  const marker = pick(random, ['```', '```', '```', '````', '~~~', '~~~~', '``````']);
  const info = pick(random, ['', 'ts', 'python title="x y"', ' js', 'c++', `${'x'.repeat(40)}`, '<!channel>', '<@1>']);
  const code = lines(random, 40, () => codeLine(random, marker));
  const closing = pick(random, [marker, marker, marker, marker, `${marker}${marker[0]}`, `${marker}  `, '']);
  return `${marker}${info}\n${code}\n${closing}`
    .split('\n')
    .map((line) => prefix + line)
    .join('\n');
}

function codeLine(random: Random, marker: string): string {
  const inner = marker.startsWith('`') && marker.length > 3 ? '```js' : '~~~ py';
  return pick(random, [
    () => `const ${word(random)} = "${word(random)}";`,
    () => `${'  '.repeat(upTo(random, 5))}${sentence(random, 6)}`,
    () => '',
    () => inner,
    () => `| ${word(random)} | # ${word(random)} * ${hostile(random)}`,
    () => (chance(random, 0.2) ? 'y'.repeat(upTo(random, 900)) : '}'),
  ])();
}

function table(random: Random, prefix: string): string {
  const columns = 1 + upTo(random, 5);
  const row = (cell: () => string, count = columns): string =>
    `|${Array.from({ length: count }, () => ` ${cell()} `).join('|')}|`;
  const rule = pick(random, [
    () => '---',
    () => ':--',
    () => '--:',
    () => ':-:',
    () => '-'.repeat(1 + upTo(random, 20)),
  ]);
  const body = lines(random, 14, () => row(() => cell(random), chance(random, 0.8) ? columns : 1 + upTo(random, 7)));
  return [row(() => cell(random)), row(rule), ...(chance(random, 0.95) ? body.split('\n') : [])]
    .map((line) => prefix + line)
    .join('\n');
}

function cell(random: Random): string {
  return pick(random, [
    () => word(random),
    () => word(random),
    () => String(upTo(random, 100_000)),
    () => `**${word(random)}**`,
    () => `\`${word(random)}\``,
    () => `[${word(random)}](https://example.com/${upTo(random, 99)})`,
    () => `${word(random)} \\| ${word(random)}`,
    () => '',
    () => (chance(random, 0.1) ? sentence(random, 40) : hostile(random)),
  ])();
}
