import { describe, expect, test } from 'vitest';
import { fenceTables } from '../../../../src/core/delivery/fence-tables.ts';

const TABLE = '| Skill | Years |\n|:--|--:|\n| **TypeScript** | 9 |\n| x \\| y | 5 |';

describe('fenceTables', () => {
  test('a table becomes a code block with its rows as they are', () => {
    expect(fenceTables(`Before\n\n${TABLE}\n\nAfter`)).toBe(`Before\n\n\`\`\`\n${TABLE}\n\`\`\`\n\nAfter`);
  });

  test.each([
    ['a line with a bar', 'this | that\nand more'],
    ['a rule under a line', 'Heading\n---\ntext'],
    ['a table in a code block', `\`\`\`\n${TABLE}\n\`\`\``],
    ['a header without its second line', '| a | b |'],
    ['a second line of another length', '| a | b |\n|---|\n| 1 | 2 |'],
  ])('%s is left alone', (_name, text) => {
    expect(fenceTables(text)).toBe(text);
  });

  test('rows that come later change nothing above them', () => {
    const text = `${TABLE}\n\nAfter`;
    const whole = fenceTables(text);

    for (let end = text.indexOf('|:--|--:|') + '|:--|--:|'.length; end < text.length; end += 1) {
      expect(whole.startsWith(fenceTables(text.slice(0, end)).replace(/\n```$/, ''))).toBe(true);
    }
  });
});
