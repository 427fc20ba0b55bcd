import { expect, test } from 'vitest';

import { isNearly } from '../../../src/engines/llm/likeness.ts';
import { toQuotables } from '../../../src/engines/llm/quotable.ts';

test('takes Markdown apart into what can be quoted', () => {
  const text =
    '# Talks\n\n* zero\nShe spoke. Often!\n* one\n2. two\n> said so\n---\n| year | place |\n|---|---|\n| 2022 | Leeds |';

  expect(toQuotables(text).map((piece) => `${piece.kind}: ${piece.text}`)).toEqual([
    'item: zero',
    'sentence: She spoke.',
    'sentence: Often!',
    'item: one',
    'item: two',
    'sentence: said so',
    'item: year · place',
    'item: 2022 · Leeds',
  ]);
});

test('keeps a code block in one piece and closes one that is open', () => {
  expect(toQuotables('```\na. B\n```\nc')).toMatchObject([{ kind: 'code', text: '```\na. B\n```' }, { text: 'c' }]);
  expect(toQuotables('```\na')).toMatchObject([{ kind: 'code', text: '```\na\n```' }]);
});

test('leaves a short opening with the sentence that it opens', () => {
  expect(toQuotables('Paper Robots (since 2022). A workshop for children. Free.').map(({ text }) => text)).toEqual([
    'Paper Robots (since 2022). A workshop for children.',
    'Free.',
  ]);
});

test('quotes an answer without its question', () => {
  expect(toQuotables('Question: Where does she live? Answer: In Rotterdam.')).toEqual([
    { kind: 'sentence', text: 'In Rotterdam.' },
  ]);
});

test.each([
  ['dropbax', 'dropbox', true],
  ['swichyard', 'switchyard', true],
  ['kuberntes', 'kubernetes', true],
  ['recieve', 'receive', true],
  ['rust', 'rusty', false],
  ['bright', 'fright', false],
  ['london', 'lisbon', false],
  ['postgres', 'posters', false],
])('takes %s for %s: %s', (word, other, expected) => {
  expect(isNearly(word, other)).toBe(expected);
});
