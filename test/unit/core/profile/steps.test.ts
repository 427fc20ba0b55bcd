import { expect, test } from 'vitest';
import { parseJson } from '../../../../src/core/profile/parse-json.ts';
import { toJsonDrafts, toParts } from '../../../../src/core/profile/json-source.ts';
import { toMarkdownDrafts, toTextDrafts } from '../../../../src/core/profile/prose-source.ts';
import { NO_META } from '../../../../src/core/profile/source-meta.ts';
import { packParts, packWhole } from '../../../../src/core/profile/split-text.ts';
import { createPace } from '../../../../src/support/pace.ts';

const CHARS = 500_000;
const CHARS_PER_STEP = 10_000;
const prose = { stem: 'x', meta: NO_META };

test.each([
  ['one line of words', fill('robot ')],
  ['one line of sentences', fill('I came. I saw. ')],
  ['one endless word', fill('x')],
  ['many lines', fill('a\n')],
  ['many paragraphs', fill('a b\n\n')],
])('a text file of %s is cut in small steps', (_, text) => {
  const steps = countOf(toTextDrafts(text, prose));

  expect(steps).toBeGreaterThan(CHARS / CHARS_PER_STEP);
});

test.each([
  ['a code fence', `\`\`\`ts\n${fill('fold(shirt);\n')}`],
  ['a table', `| a | b |\n| --- | --- |\n${fill('| row | folded |\n')}`],
  ['a table as wide as the file', `|${fill(' a |')}\n|${' - |'.repeat(10)}\n|${fill(' b |')}`],
  ['headings', fill('# Head\n\nText.\n\n')],
  ['comments', fill('<!-- a\n')],
])('a Markdown file of %s is cut in small steps', (_, text) => {
  const steps = countOf(toMarkdownDrafts(text, prose));

  expect(steps).toBeGreaterThan(CHARS / CHARS_PER_STEP);
});

test.each([
  ['one string', JSON.stringify({ text: fill('I came. I saw. ') })],
  ['short fields', `{${fields((index) => `"key ${index}":"v"`)}}`],
  ['objects by name', `{${fields((index) => `"key ${index}":{"a":1}`)}}`],
  ['numbers', `[${fields(String)}]`],
  ['small entries', `[${fields((index) => `{"a":${index}}`)}]`],
  ['lists of lists', `[${fields((index) => `[${index},[1]]`)}]`],
])('a JSON file of %s is cut in small steps', (_, text) => {
  const steps = countOf(toJsonDrafts(toParts(parseJson(text), undefined), { owner: 'Maya', ...prose }));

  expect(steps).toBeGreaterThan(CHARS / CHARS_PER_STEP);
});

test.each([
  ['gathering', packParts],
  ['gathering what may fit one part', packWhole],
])('%s takes no more pieces than the parts that were asked for need', (_, pack) => {
  let taken = 0;
  function* pieces(): Generator<string> {
    for (; taken < 100_000; taken++) yield 'robot';
  }

  const [first] = pack(pieces(), { gapAfter: () => ' ', room: 300 });

  expect(first).toMatch(/^robot robot/);
  expect(taken).toBeLessThan(1000);
});

test('work is due to rest after a while, and goes on after others ran', async () => {
  let now = 0;
  const pace = createPace(AbortSignal.timeout(120_000), () => now);
  let others = 0;
  setImmediate(() => others++);

  const early = pace.isDue();
  now = 1000;
  const late = pace.isDue();
  await pace.rest();

  expect([early, late, pace.isDue(), others]).toEqual([false, true, false, 1]);
});

test('work that is given up ends when it rests', async () => {
  const abort = new AbortController();
  const pace = createPace(abort.signal);

  abort.abort(new Error('given up'));

  await expect(pace.rest()).rejects.toThrow('given up');
});

function fill(unit: string): string {
  return unit.repeat(Math.ceil(CHARS / unit.length));
}

function fields(toField: (index: number) => string): string {
  return Array.from({ length: 30_000 }, (_none, index) => toField(index)).join(',');
}

/** Counts up to where the file would be refused. */
function countOf(steps: Iterable<unknown>): number {
  let count = 0;
  for (const _ of steps) if (++count > 100_000) break;
  return count;
}
