import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { ConfigError } from '../../../../src/core/errors.ts';
import type { GoldenSet } from '../../../../src/core/golden/golden-question.ts';
import { loadGolden } from '../../../../src/core/golden/load-golden.ts';

const SAMPLE = fileURLToPath(new URL('../../../../data', import.meta.url));

test('a line says what the answer contains, each as one wording or as any of several', async () => {
  const set = await load('{"question": "When did you join?", "contains": ["2019", ["Lumenfold", "Lumen Fold"]]}\n');

  expect(set?.questions).toEqual([
    {
      question: 'When did you join?',
      audience: 'public',
      after: [],
      expectation: { kind: 'contains', groups: [['2019'], ['Lumenfold', 'Lumen Fold']] },
    },
  ]);
});

test('a line says that the answer is unknown, who asks, and what was asked before', async () => {
  const set = await load(
    '{"question": "And your salary?", "unknown": true, "audience": "members", "after": ["Where do you work?"]}',
  );

  expect(set?.questions).toEqual([
    {
      question: 'And your salary?',
      audience: 'members',
      after: ['Where do you work?'],
      expectation: { kind: 'unknown' },
    },
  ]);
});

test('empty lines, line ends of Windows and a byte order mark are no fault', async () => {
  const set = await load(
    '\uFEFF{"question": "One?", "unknown": true}\r\n\r\n{"question": "Two?", "unknown": true}\r\n',
  );

  expect(set?.questions.map(({ question }) => question)).toEqual(['One?', 'Two?']);
});

test('a folder without the file has no golden questions', async () => {
  const folder = await makeFolder();

  await expect(loadGolden({ dataDir: folder })).resolves.toBeUndefined();
});

test('every broken line is named at once, with its number', async () => {
  const faults = await faultsOf(
    [
      'When did you join?',
      '{"question": "Fine?", "unknown": true}',
      '{"question": "", "unknown": true}',
      '{"question": "Neither?"}',
      '{"question": "Both?", "unknown": true, "contains": ["x"]}',
      '{"question": "Misspelt?", "contain": ["x"]}',
      '{"question": "Nothing?", "contains": []}',
      '{"question": "Blank?", "contains": ["  "]}',
      '{"question": "Nobody?", "unknown": true, "audience": "friends"}',
    ].join('\n'),
  );

  expect(faults.map(({ where }) => where)).toEqual(
    [1, 3, 4, 5, 6, 7, 8, 9].map((line) => `golden.jsonl: line ${line}`),
  );
  expect(faults.map(({ problem }) => problem)).toEqual([
    expect.stringContaining('this is no JSON'),
    expect.stringContaining('"question": is no question that can be asked'),
    expect.stringContaining('say either what the answer "contains" or that it is "unknown": true'),
    expect.stringContaining('say either'),
    expect.stringContaining('contain'),
    expect.stringContaining('"contains"'),
    expect.stringContaining('"contains.0"'),
    expect.stringContaining('"audience"'),
  ]);
});

test('the same question is asked once, and the second line is named', async () => {
  const set = await load(
    '{"question": "Where do you live?", "contains": ["Leeds"]}\n{"question": "where do you  LIVE?", "contains": ["York"]}',
  );

  expect(set?.questions).toHaveLength(1);
  expect(set?.warnings).toEqual(['golden.jsonl: line 2: line 1 asks the same, so this one is left out']);
});

test('the same question of another audience or after another one is another question', async () => {
  const set = await load(
    [
      '{"question": "And before?", "unknown": true}',
      '{"question": "And before?", "unknown": true, "audience": "owner"}',
      '{"question": "And before?", "unknown": true, "after": ["Where do you work?"]}',
    ].join('\n'),
  );

  expect(set?.questions).toHaveLength(3);
  expect(set?.warnings).toEqual([]);
});

test('more than 200 questions, and more than 1 MB, are refused before they are asked', async () => {
  const many = await faultsOf(
    Array.from({ length: 201 }, (_none, at) => `{"question": "Question ${at}?", "unknown": true}`).join('\n'),
  );
  const large = await faultsOf(`{"question": "${'x'.repeat(1_000_001)}", "unknown": true}`);

  expect(many).toEqual([{ where: 'golden.jsonl', problem: expect.stringContaining('more than 200 questions') }]);
  expect(large).toEqual([{ where: 'golden.jsonl', problem: expect.stringContaining('larger than 1 MB') }]);
});

test('what is no text file is a fault, and not a crash', async () => {
  const folder = await makeFolder();
  await mkdir(join(folder, 'golden.jsonl'));

  await expect(loadGolden({ dataDir: folder })).rejects.toThrow('golden.jsonl: it is not a regular file');
});

test('the golden questions of the sample profile are whole', async () => {
  const set = await loadGolden({ dataDir: SAMPLE });

  expect(set?.warnings).toEqual([]);
  expect(set?.questions.length).toBeGreaterThanOrEqual(30);
  expect(set?.questions.filter(({ expectation }) => expectation.kind === 'unknown').length).toBeGreaterThanOrEqual(8);
});

async function load(text: string): Promise<GoldenSet | undefined> {
  const folder = await makeFolder();
  await writeFile(join(folder, 'golden.jsonl'), text);
  return loadGolden({ dataDir: folder });
}

async function faultsOf(text: string): Promise<ConfigError['faults']> {
  try {
    await load(text);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  throw new Error('The file was taken.');
}

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'asktwin-golden-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
