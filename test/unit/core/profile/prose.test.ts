import { describe, expect, test } from 'vitest';
import { countTokens, MAX_CHUNK_TOKENS } from '../../../../src/core/profile/text-size.ts';
import type { Chunk } from '../../../../src/core/profile/chunk.ts';
import { chunkAt, loadFiles, titles } from './data-folder.ts';

const sentence = 'The robot folds a shirt, puts it on the pile and waits for the next one.';
const paragraph = Array.from({ length: 6 }, () => sentence).join(' ');

describe('a Markdown file', () => {
  test('is cut at its headings, with the way to each as breadcrumb', async () => {
    const profile = await loadFiles({
      'notes/work-log.md': '# Log\n\nIntro.\n\n## Monday\n\nArms.\n\n### Noon\n\nLunch.\n\n## Tuesday\n\nLegs.\n',
    });

    expect(titles(profile)).toEqual([
      'Work log > Log',
      'Work log > Log > Monday',
      'Work log > Log > Monday > Noon',
      'Work log > Log > Tuesday',
    ]);
    expect(chunkAt(profile, 'Work log > Log > Monday > Noon').text).toBe('Lunch.');
  });

  test('takes title, link and tags from its front matter', async () => {
    const profile = await loadFiles({
      'talk.md':
        '---\ntitle: "On arms: a talk"\nurl: https://talks.example.org/arms\ntags: [keynote, video]\n---\n# On arms: a talk\n\nArms are easy.',
    });

    expect(profile.chunks).toMatchObject([
      { title: 'On arms: a talk', text: 'Arms are easy.', link: 'https://talks.example.org/arms' },
    ]);
    expect(profile.chunks[0]?.hints).toContain('keynote, video');
  });

  test('is refused with the place of the fault when its front matter is broken', async () => {
    const { faults, chunks } = await loadFiles({ 'bad.md': '---\ntitle: "open\n---\nText.', 'good.md': 'Text.' });

    expect(faults).toMatchObject([{ path: 'bad.md', reason: expect.stringContaining('line') }]);
    expect(faults[0]?.reason).not.toContain('open');
    expect(chunks).toHaveLength(1);
  });

  test('is not cut at what looks like a heading inside a code fence', async () => {
    const profile = await loadFiles({
      'code.md': '# Code\n\n````sh\n# not a heading\n```\n# nor this\n````\n\nAfter.',
    });

    expect(titles(profile)).toEqual(['Code']);
    expect(profile.chunks[0]?.text).toBe('````sh\n# not a heading\n```\n# nor this\n````\n\nAfter.');
  });

  test('is cut at underlined headings, and not at rules or tables', async () => {
    const profile = await loadFiles({
      'old.md': 'Robots\n======\n\nText.\n\nArms\n----\n\nMore.\n\n---\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n',
    });

    expect(titles(profile)).toEqual(['Old > Robots', 'Old > Robots > Arms']);
    expect(chunkAt(profile, 'Old > Robots > Arms').text).toContain('| a | b |\n| --- | --- |\n| 1 | 2 |');
  });

  test('keeps paragraphs whole and gathers them to a good size', async () => {
    const { chunks } = await loadFiles({
      'long.md': `# Long\n\n${Array.from({ length: 7 }, () => paragraph).join('\n\n')}`,
    });

    expect(chunks.map(({ text }) => text.split('\n\n').length)).toEqual([1, 1, 1, 1, 1, 1, 1]);
    expect(chunks.every(({ text }) => text.endsWith('next one.'))).toBe(true);
  });

  test('joins the lines of a wrapped paragraph and leaves lists alone', async () => {
    const { chunks } = await loadFiles({ 'wrap.md': 'One line\nand its end.\n\n- a\n- b\n\n長い文章は\n続く。' });

    expect(chunks[0]?.text).toBe('One line and its end.\n\n- a\n- b\n\n長い文章は続く。');
  });

  test('closes and opens a code fence anew, and repeats the head of a table, where one is too large', async () => {
    const lines = Array.from({ length: 300 }, (_, index) => `fold(shirt${index});`).join('\n');
    const rows = Array.from({ length: 200 }, (_, index) => `| shirt ${index} | folded |`).join('\n');
    const code = await loadFiles({ 'code.md': `\`\`\`ts\n${lines}\n\`\`\`` });
    const table = await loadFiles({ 'table.md': `| What | State |\n| --- | --- |\n${rows}` });

    expect(code.chunks.length).toBeGreaterThan(1);
    expect(code.chunks.every(({ text }) => /^```ts\n[^`]+\n```$/.test(text))).toBe(true);
    expect(table.chunks.length).toBeGreaterThan(1);
    expect(table.chunks.every(({ text }) => text.startsWith('| What | State |\n| --- | --- |\n| shirt'))).toBe(true);
    expect(code.chunks.map(({ text }) => text).join()).toContain('shirt299');
  });

  test('keeps a heading that has nothing below it', async () => {
    const profile = await loadFiles({ 'todo.md': '# Plans\n\n## Learn to sail\n\n## Learn to fly\n' });

    expect(profile.chunks.map(({ text }) => text)).toEqual(['Learn to sail', 'Learn to fly']);
  });
});

describe('a text file', () => {
  test('is gathered by paragraphs, whatever its line ends and byte order mark', async () => {
    const { chunks } = await loadFiles({ 'reading-list.txt': '\uFEFFFirst.\r\n\r\nSecond\r\nline.\r\n' });

    expect(chunks).toMatchObject([{ title: 'Reading list', text: 'First.\n\nSecond\nline.', key: 'reading-list.txt' }]);
  });

  test.each([
    ['words', 'robot '.repeat(5000)],
    ['sentences', `${sentence} `.repeat(400)],
    ['Chinese without a space', '我们正在建造一个折叠衬衫的机器人。'.repeat(200)],
    ['Thai without a space', 'หุ่นยนต์พับเสื้อเชิ้ต'.repeat(300)],
    ['one endless word', 'x'.repeat(20_000)],
    ['emoji', '👩‍👩‍👧‍👦'.repeat(3000)],
  ])('is split small enough for an embedding model when it is %s, and nothing is lost', async (_, text) => {
    const { chunks } = await loadFiles({ 'long.txt': text });

    expect(Math.max(...chunks.map(toTokens))).toBeLessThanOrEqual(MAX_CHUNK_TOKENS);
    expect(
      chunks
        .map((chunk) => chunk.text)
        .join('')
        .replaceAll(/\s/g, ''),
    ).toBe(text.replaceAll(/\s/g, ''));
  });

  test('cuts Chinese at its own full stops', async () => {
    const { chunks } = await loadFiles({ 'zh.txt': '我们正在建造一个折叠衬衫的机器人。'.repeat(60) });

    expect(chunks.length).toBeGreaterThan(1);
    expect(chunks.every(({ text }) => text.endsWith('。'))).toBe(true);
  });
});

function toTokens({ title, text, hints }: Chunk): number {
  return [title, text, hints].reduce((sum, words) => sum + countTokens(words), 0);
}
