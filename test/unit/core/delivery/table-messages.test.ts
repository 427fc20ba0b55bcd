import { describe, expect, test } from 'vitest';
import { growMarkdown, splitMarkdown } from '../../../../src/core/delivery/split-markdown.ts';

const TABLE = '| Skill | Years |\n|:--|--:|\n| **TypeScript** | 9 |\n| 日本語 👍 | 10 |\n| x \\| y | 5 |\n';
const ALIGNED = [
  '```',
  'Skill      | Years',
  '-----------+------',
  'TypeScript |     9',
  '日本語 👍  |    10',
  'x | y      |     5',
  '```',
  '',
].join('\n');
const discord = { maxSize: 2000, unit: 'chars' } as const;

describe('a table', () => {
  test('becomes a code block with columns of one width', () => {
    expect(toShown(`Before\n\n${TABLE}\nAfter`)).toEqual([`Before\n\n${ALIGNED}\nAfter`]);
  });

  test.each([
    ['a line with a bar', 'this | that\nand more'],
    ['a rule under a line', 'Heading\n---\ntext'],
    ['a header without its second line', '| a | b |'],
    ['a second line of another length', '| a | b |\n|---|\n| 1 | 2 |'],
  ])('is not seen in %s', (_name, text) => {
    expect(toShown(text)).toEqual([text]);
  });

  test('in a code block is left alone', () => {
    const code = `\`\`\`\n${TABLE}\`\`\`\n`;

    expect(toShown(code)).toEqual([code]);
  });

  test('too wide for columns is shown as a list with its links alive', () => {
    const wide = '| Project | What it does |\n|---|---|\n| [Robot](https://example.com) | Walks |\n| Other |  |\n';

    expect(toShown(wide)).toEqual([
      '- **Project:** [Robot](https://example.com) · **What it does:** Walks\n- **Project:** Other · **What it does:** –\n',
    ]);
  });

  test('longer than a message repeats its header', () => {
    const rows = Array.from({ length: 40 }, (_none, at) => `| robot ${at} | ${at} |\n`).join('');

    const shown = toShown(`| Name | Mass |\n|---|--:|\n${rows}`, 20);

    expect(shown).toHaveLength(3);
    expect(shown.every((message) => /^```\nName +\| Mass\n-+\+-+\nrobot/.test(message))).toBe(true);
  });

  test('appears row by row while it is written, and nothing of it before it is known to be one', () => {
    const grow = (end: number): string => growMarkdown(TABLE.slice(0, end), discord).steady;
    const firstRowAt = TABLE.indexOf('| **');

    const frames = [TABLE.indexOf('\n') + 4, firstRowAt + 8, TABLE.indexOf('\n', firstRowAt) + 1, TABLE.length].map(
      grow,
    );

    expect(frames.slice(0, 2)).toEqual(['', '']);
    expect(frames[2]).toBe('```\nSkill      | Years\n-----------+------\nTypeScript |     9\n```\n');
    expect(frames[3]).toBe(ALIGNED);
  });

  test('where text can only be continued is a list, which each row continues', () => {
    const shape = { maxSize: 3800, unit: 'bytes', tables: 'rows' } as const;
    const frames = Array.from(
      { length: TABLE.length },
      (_none, end) => growMarkdown(TABLE.slice(0, end + 1), shape).steady,
    );

    expect(frames.at(-1)).toMatch(/^- \*\*Skill:\*\* \*\*TypeScript\*\* · \*\*Years:\*\* 9\n- /);
    expect(frames.every((frame, at) => frame.startsWith(frames[at - 1] ?? ''))).toBe(true);
  });
});

function toShown(text: string, maxLines?: number): readonly string[] {
  const shape = maxLines === undefined ? discord : { ...discord, maxLines };
  return splitMarkdown(text, shape).map(({ shown }) => shown);
}
