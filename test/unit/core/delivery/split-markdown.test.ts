import { describe, expect, test } from 'vitest';
import { splitMarkdown } from '../../../../src/core/delivery/split-markdown.ts';
import { createRandom, randomMarkdown } from '../../../fakes/random-markdown.ts';

const discord = { maxSize: 2000, unit: 'chars' } as const;

describe('splitMarkdown', () => {
  test('a text that fits stays one message', () => {
    const pieces = splitMarkdown('short', discord);

    expect(pieces).toEqual([{ body: 'short', shown: 'short' }]);
  });

  test('a cut falls on the first paragraph border of the last fifth of a message', () => {
    const paragraphs = [50, 35, 5, 60].map((length) => `${'a'.repeat(length)}\n\n`);

    const pieces = splitMarkdown(paragraphs.join(''), { maxSize: 100, unit: 'chars' });

    expect(pieces.map(({ body }) => body)).toEqual([paragraphs.slice(0, 2).join(''), paragraphs.slice(2).join('')]);
  });

  test('a heading goes with what follows it', () => {
    const text = `${'word '.repeat(16)}\n# Heading\nmore words follow\n`;

    const pieces = splitMarkdown(text, { maxSize: 100, unit: 'chars' });

    expect(pieces.map(({ body }) => body.startsWith('# Heading'))).toEqual([false, true]);
  });

  test.each(['[the title of it](https://example.com/page)', '**three bold words**', '`three code words`'])(
    'a cut does not go through %s',
    (marked) => {
      const pieces = splitMarkdown(`${'word '.repeat(16)}then ${marked} and more words to the end`, {
        maxSize: 100,
        unit: 'chars',
      });

      expect(pieces.length).toBeGreaterThan(1);
      expect(pieces.filter(({ body }) => body.includes(marked))).toHaveLength(1);
    },
  );

  test('a message has no more lines than the platform shows, and long ones count as several', () => {
    const listing = `\`\`\`\n${'let a = 1;\n'.repeat(40)}\`\`\`\n`;

    const pieces = splitMarkdown(`${'x'.repeat(400)}\n${listing}`, { maxSize: 2000, unit: 'chars', maxLines: 20 });

    expect(pieces.map(({ shown }) => shown.split('\n').length)).toEqual([15, 19, 14]);
  });

  test('fences are shown as every platform knows them, and code cannot close them', () => {
    const [piece] = splitMarkdown('~~~~ts\n~~~\n```\n~~~~\n', discord);

    expect(piece?.shown).toBe('```ts\n~~~\n``\u200B`\n```\n');
  });

  test.each([
    ['a list', '- item\n  ```ts\n', '  ', '  '],
    ['a block quote', '> ```ts\n', '> ', '> '],
  ])('a fence in %s is closed where it stands', (_name, start, prefix, closing) => {
    const text = start + `${prefix}const answer = 42;\n`.repeat(8) + `${prefix}\`\`\`\n`;

    const [first, second] = splitMarkdown(text, { maxSize: 150, unit: 'chars' });

    expect(first?.shown.endsWith(`\n${closing}\`\`\``)).toBe(true);
    expect(second?.shown).toMatch(/^(?:> )?```ts\n/);
  });

  test('the limit holds after escaping, and nothing that was escaped is cut', () => {
    const escape = (text: string): string => text.replaceAll('<', '&lt;');

    const pieces = splitMarkdown('<'.repeat(500), { maxSize: 100, unit: 'bytes', escape });

    expect(pieces.map(({ body }) => body).join('')).toBe('<'.repeat(500));
    expect(pieces.every(({ shown }) => shown.length <= 100 && /^(?:&lt;)+$/.test(shown))).toBe(true);
  });

  test('a sentence is not cut while a sentence border is near', () => {
    const pieces = splitMarkdown(`${'One two. '.repeat(12)}`, { maxSize: 50, unit: 'chars' });

    expect(pieces.slice(0, -1).every(({ body }) => body.endsWith('. '))).toBe(true);
  });

  test('a fence that the cut goes through is closed and opened again with its language', () => {
    const code = `\`\`\`ts\n${'const answer = 42;\n'.repeat(8)}\`\`\`\n`;

    const [first, second] = splitMarkdown(code, { maxSize: 100, unit: 'chars' });

    expect(first?.shown.endsWith('\n```')).toBe(true);
    expect(second?.shown.startsWith('```ts\nconst')).toBe(true);
  });

  test('an emoji of several code points is never cut', () => {
    const family = '👨‍👩‍👧‍👦';

    const pieces = splitMarkdown(family.repeat(40), { maxSize: 100, unit: 'chars' });

    expect(pieces.every(({ body }) => body.length % family.length === 0)).toBe(true);
  });

  test('a grapheme that is larger than a message is cut between code points', () => {
    const monster = `a${'\u0301'.repeat(300)}`;

    const pieces = splitMarkdown(monster, { maxSize: 100, unit: 'chars' });

    expect(pieces.map(({ body }) => body).join('')).toBe(monster);
    expect(pieces.every(({ shown }) => shown.length <= 100)).toBe(true);
  });

  test('pieces before the last stay as they are while the text grows', () => {
    const text = randomMarkdown(createRandom(7), 9000);

    const final = splitMarkdown(text, discord);

    for (let end = 0; end < text.length; end += 97) {
      const partial = splitMarkdown(text.slice(0, end), discord);
      expect(partial.slice(0, -1)).toEqual(final.slice(0, partial.length - 1));
    }
  });

  test('a whole text leaves no few words to a message that has not begun', () => {
    const text = `${'A sentence of some words. '.repeat(34)}\n\nAnd a last one.`;
    const shape = { maxSize: 1000, unit: 'chars' } as const;

    const counts = [Infinity, 2, 1, 0].map((begunCount) => splitMarkdown(text, shape, begunCount).length);

    expect(counts).toEqual([2, 2, 1, 1]);
  });

  test('what has no room in the last message is cut at a good border all the same', () => {
    const text = `${'A sentence of some words. '.repeat(34)}\n\n${'More of them. '.repeat(20)}`;
    const shape = { maxSize: 1000, unit: 'chars' } as const;

    expect(splitMarkdown(text, shape, 1)).toEqual(splitMarkdown(text, shape));
  });
});
