import type { Random } from './random-markdown.ts';

const WORDS = [
  ['robot', 'Lisbon', 'naïve', 'of', 'the', 'I', 'Node.js', 'e.g.', '3.14', 'snake_case_name', '2 * 3', 'C#'],
  ['данные', '数据', 'データ', '한국어', '你好，世界。', 'שלום', 'مرحبا', '\u202Eabc\u202C', 'a\u200Fb', 'नमस्ते', 'กำ'],
  ['👩🏽‍💻', '🇵🇹', '🇵🇹🇯🇵', '👨‍👩‍👧‍👦', '🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}', '✊🏿', '❤️', '1️⃣'],
  ['e\u0301', 'a\u200Db', 'z\u200Bz', '\uFEFFx', 'q\u0323\u0307', 'Z\u0351\u036B\u0343'],
  ['\uD83D', '\uDC69', 'x\uD800y', '\u0000'],
  ['https://example.com/a_b/c?d=e*f', 'a@example.com', '&amp;', '<b>', '</div>', '<br/>', '1<2', 'a|b', '$$x$$'],
].flat();

const HOSTILE = [
  ['<!channel>', '<!here|here>', '<@U0BOSS>', '<#C0X|x>', '<https://evil.example|bank>', '<mailto:a@b.c|me>'],
  ['<@123456789012345678>', '<@!1>', '<@&12>', '<#123>', '<:wave:1>', '<a:wave:12>', '</ask:12>', '<t:17:R>', '<id:x>'],
  ['@everyone', '@here', '@@everyone', '<<!channel>>', '<<@1>>', '[<!channel](http', '[<@U1>](x)', '`<!here>`'],
].flat();

/** One of several. */
export function pick<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

/** A whole number from 0 to below `most`. */
export function upTo(random: Random, most: number): number {
  return Math.floor(random() * most);
}

/** True so often. */
export function chance(random: Random, share: number): boolean {
  return random() < share;
}

/** A word that is hard to cut or to measure. */
export function word(random: Random): string {
  return pick(random, WORDS);
}

/** What a platform would read as a mention, a link with a false label or markup of its own. */
export function hostile(random: Random): string {
  return `${chance(random, 0.3) ? word(random) : ''}${pick(random, HOSTILE)}${chance(random, 0.3) ? word(random) : ''}`;
}

/** One to `most` lines. */
export function lines(random: Random, most: number, line: (at: number) => string): string {
  return Array.from({ length: 1 + upTo(random, most) }, (_none, at) => line(at)).join('\n');
}

/** One to `most` words, some of them marked. */
export function sentence(random: Random, most: number): string {
  const words = Array.from({ length: 1 + upTo(random, most) }, () =>
    chance(random, 0.07) ? styled(random) : word(random),
  );
  return `${words.join(' ')}${pick(random, ['.', '.', '!', '?', '。', '…', ':', ''])}`;
}

/** Words with inline marks, whole or broken. */
export function styled(random: Random): string {
  const inner = `${word(random)} ${word(random)}`;
  return pick(random, [
    `**${inner}**`,
    `*${inner}*`,
    `_${inner}_`,
    `***${inner}***`,
    `~~${inner}~~`,
    `||${inner}||`,
    `\`${inner}\``,
    `\`\`${inner} \` x\`\``,
    `[${inner}](https://example.com/${upTo(random, 1000)})`,
    `[${inner}](https://example.com/a(b) "title")`,
    `![${inner}](https://example.com/i.png)`,
    `<https://example.com/${upTo(random, 1000)}>`,
    `[${upTo(random, 9)}]`,
    `**${inner}`,
    `\`${inner}`,
    `[${inner}](https://exa`,
    `${'*'.repeat(upTo(random, 5))}${inner}${'_'.repeat(upTo(random, 3))}`,
    `\\*${inner}\\*`,
  ]);
}
