import { describe, expect, test } from 'vitest';
import type { Chunk } from '../../../../src/core/profile/chunk.ts';
import { countTokens, MAX_CHUNK_TOKENS } from '../../../../src/core/profile/text-size.ts';
import { loadFiles } from './data-folder.ts';

/** Each is longer than one chunk. */
const texts = {
  English: 'The robot folds a shirt, puts it on the pile and waits for the next one. '.repeat(60),
  German: 'Der Roboter faltet ein Hemd, legt es auf den Stapel und wartet auf das nächste Kleidungsstück. '.repeat(60),
  Russian: 'Робот складывает рубашку, кладёт её на стопку и ждёт следующую. '.repeat(60),
  Arabic: 'يطوي الروبوت القميص ويضعه على الكومة وينتظر التالي. '.repeat(60),
  Thai: 'หุ่นยนต์พับเสื้อเชิ้ต '.repeat(200),
  Korean: '로봇이 셔츠를 접어서 더미 위에 올려놓고 다음 것을 기다립니다. '.repeat(60),
  Chinese: '机器人折叠衬衫，把它放在一堆上，等待下一件。'.repeat(60),
  addresses: 'https://docs.example.org/path/to/some-page?query=abc&utm_source=newsletter#fragment '.repeat(60),
  base64: 'aGVsbG8gd29ybGQhIHRoaXMgaXMgYSB0ZXN0+/'.repeat(100),
  'English with names':
    `The robot folds a shirt for the pile. ${'Kowalczyk Szczepański Wójcik Nguyễn. '.repeat(4)}`.repeat(40),
  digits: '1234567890 '.repeat(300),
};

test.each(Object.entries(texts))('no chunk of %s is longer than what an embedding model reads', async (_, text) => {
  const { chunks } = await loadFiles({
    'a.txt': text,
    'b.md': `# ${text.slice(0, 300)}\n\n## ${text.slice(0, 200)}\n\n### ${text.slice(0, 150)}\n\n${text}`,
    'c.json': { name: 'Maya', experience: [{ company: text.slice(0, 200), tags: text.split(' '), summary: text }] },
  });

  expect(chunks.length).toBeGreaterThan(5);
  expect(Math.max(...chunks.map(toTokens))).toBeLessThanOrEqual(MAX_CHUNK_TOKENS);
});

describe('the measure', () => {
  test.each([
    ['an English sentence', 'The robot folds a shirt and waits for the next one.', 12],
    ['letters that an English vocabulary spells out', 'Привет', 6],
    ['Chinese', '机器人', 3],
    ['Korean, whose syllables are taken apart', '로봇', 6],
    ['digits and marks', '2024-03-01!', 11],
    ['a hash', 'd41d8cd98f00b204e9800998ecf8427e', 22],
  ])('of %s is at least what a model counts', (_, text, tokens) => {
    expect(countTokens(text)).toBeGreaterThanOrEqual(tokens);
  });

  test('does not take English for another language', () => {
    const words = texts.English.split(' ').length;

    expect(countTokens(texts.English)).toBeLessThan(words * 1.6);
  });
});

test('the head of a table that would fill the chunk is not repeated', async () => {
  const head = `|${' a long head |'.repeat(100)}\n|${' - |'.repeat(100)}`;
  const { chunks } = await loadFiles({ 'wide.md': `${head}\n${'| row | folded |\n'.repeat(200)}` });

  expect(chunks.filter(({ text }) => text.includes('a long head')).length).toBeLessThan(5);
  expect(Math.max(...chunks.map(toTokens))).toBeLessThanOrEqual(MAX_CHUNK_TOKENS);
});

test('more tags than anybody would write are left out', async () => {
  const tags = Array.from({ length: 500 }, (_none, index) => `tag ${index}`);

  const { chunks } = await loadFiles({
    'a.json': { name: 'Maya', projects: [{ name: 'Arm', summary: 'It folds.', tags }] },
  });

  expect(chunks.map((chunk) => chunk.tags)).toContainEqual(tags.slice(0, 40));
});

test('a description that is longer than anybody would write is refused before it is parsed', async () => {
  const { chunks, faults } = await loadFiles({ 'a.md': `---\n${'key: value\n'.repeat(5000)}---\nText.` });

  expect(chunks).toEqual([]);
  expect(faults).toMatchObject([{ path: 'a.md', reason: expect.stringContaining('shorten it') }]);
});

function toTokens({ title, text, hints }: Chunk): number {
  return [title, text, hints].reduce((sum, words) => sum + countTokens(words), 0);
}
