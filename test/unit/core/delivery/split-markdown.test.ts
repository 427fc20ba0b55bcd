import { describe, expect, test } from 'vitest';
import { sizeOf, splitMarkdown } from '../../../../src/core/delivery/split-markdown.ts';
import { createRandom, randomMarkdown } from '../../../fakes/random-markdown.ts';

const discord = { maxSize: 2000, unit: 'chars' } as const;
const slack = { maxSize: 4000, unit: 'bytes' } as const;

describe('splitMarkdown', () => {
  test('a text that fits stays one message', () => {
    const pieces = splitMarkdown('short', discord);

    expect(pieces).toEqual([{ body: 'short', shown: 'short' }]);
  });

  test('a cut falls on the last paragraph border that leaves the message half full', () => {
    const first = 'a'.repeat(60);
    const second = 'b'.repeat(60);

    const pieces = splitMarkdown(`${first}\n\n${second}`, { maxSize: 100, unit: 'chars' });

    expect(pieces.map(({ body }) => body)).toEqual([`${first}\n\n`, second]);
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

  test.each([
    ['Discord', discord],
    ['Slack', slack],
  ])('random texts within the limits of %s lose nothing, fit and leave no fence open', (_name, size) => {
    for (let seed = 1; seed <= 120; seed += 1) {
      const text = randomMarkdown(createRandom(seed), 200 + seed * 80);

      const pieces = splitMarkdown(text, size);

      expect(pieces.map(({ body }) => body).join('')).toBe(text);
      expect(pieces.filter(({ shown }) => sizeOf(shown, size.unit) > size.maxSize)).toEqual([]);
      expect(pieces.slice(0, -1).filter(({ shown }) => hasOpenFence(shown))).toEqual([]);
    }
  });
});

/** Counts fences as CommonMark does, independently of the code under test. */
function hasOpenFence(text: string): boolean {
  let open = '';
  for (const line of text.split('\n')) {
    const run = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line);
    const marker = run?.[1] ?? '';
    const info = run?.[2] ?? '';
    if (marker === '') continue;
    if (open === '') open = marker.startsWith('`') && info.includes('`') ? '' : marker;
    else if (marker.startsWith(open) && info.trim() === '') open = '';
  }
  return open !== '';
}
