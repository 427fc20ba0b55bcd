import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { hasBrowser, launchBrowser } from '../fakes/browser.ts';
import { openPage, overflowOf } from '../fakes/browser-page.ts';
import { startGroqFake } from '../fakes/groq/groq-fake.ts';
import { readPassages } from '../fakes/groq/reading-model.ts';
import { createFolder, runProgram } from '../fakes/program.ts';

const SAMPLE = fileURLToPath(new URL('../../data', import.meta.url));
const STUDY = '{"question": "What did Maya study?", "contains": ["Eastmere"]}';
const Evaluation = z.looseObject({
  engines: z.string(),
  score: z.looseObject({ promptTokens: z.number(), citedCount: z.number(), spokenCount: z.number() }),
  questions: z.array(z.looseObject({ question: z.string(), verdict: z.string() })),
});

test('questions that the twin answers end with status 0, a table and the place of the report', async () => {
  const folder = await makeFolder();
  await writeFile(join(folder, 'own.jsonl'), `${STUDY}\n{"question": "What is your salary?", "unknown": true}\n`);
  const args = ['eval', '--files', 'own.jsonl', '--json', 'out/eval.json'];

  const { status, stdout, stderr } = await runProgram('cli.js', args, { folder, env: { RATE_LIMIT: '1/60s' } });

  expect(stderr).toContain('ok     2/2  What is your salary?');
  expect(stdout).toContain('2 of 2 golden questions passed (local index, passages quoted without a model).');
  expect(stdout).toContain(join('state', 'eval.html'));
  expect(status).toBe(0);
  const { questions } = Evaluation.parse(JSON.parse(await readFile(join(folder, 'out', 'eval.json'), 'utf8')));
  expect(questions.map(({ verdict }) => verdict)).toEqual(['passed', 'passed']);
});

test('a question that is not answered as expected ends with status 1 and is named', async () => {
  const folder = await makeFolder();
  await writeFile(join(folder, 'own.jsonl'), STUDY.replace('Eastmere', 'Oxford'));

  const { status, stdout } = await runProgram('cli.js', ['eval', '--files', 'own.jsonl'], { folder });

  expect(status).toBe(1);
  expect(stdout).toContain('“What did Maya study?” does not say “Oxford”.');
});

test('lines that cannot be read are named at once, and nothing is asked', async () => {
  const folder = await makeFolder();
  await writeFile(join(folder, 'own.jsonl'), `What did Maya study?\n${STUDY}\n{"question": "Why?"}\n`);

  const { status, stdout, stderr } = await runProgram('cli.js', ['eval', '--files', 'own.jsonl'], { folder });

  expect(status).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^own\.jsonl: line 1: this is no JSON.*\nown\.jsonl: line 3: say either/m);
});

test('the configured model is asked, from the passages, and its tokens are counted', async () => {
  const folder = await makeFolder();
  const groq = await startGroqFake();
  groq.always(readPassages);
  await writeFile(join(folder, 'own.jsonl'), STUDY);
  const env = { GROQ_API_KEY: 'test-groq-key', GROQ_BASE_URL: groq.url };

  const { status, stdout } = await runProgram('cli.js', ['eval', '--files', 'own.jsonl', '--json', 'e.json'], {
    folder,
    env,
  });
  await groq.close();

  expect(stdout).toContain('1 of 1 golden questions passed (local index, ');
  expect(status).toBe(0);
  const { engines, score } = Evaluation.parse(JSON.parse(await readFile(join(folder, 'e.json'), 'utf8')));
  expect(engines).toContain('openai/gpt-oss-20b');
  expect(score.promptTokens).toBeGreaterThan(100);
  expect(score.citedCount).toBe(score.spokenCount);
  expect(groq.completions).toHaveLength(1);
  expect(groq.problems).toEqual([]);
});

test.skipIf(!hasBrowser)('the report shows hostile words as words, in a window of any width', async () => {
  const folder = await makeFolder();
  const hostile = '<img src=x onerror="document.title=1"></div></style><script>document.title = 1</script>';
  await cp(SAMPLE, join(folder, 'data'), { recursive: true });
  await writeFile(
    join(folder, 'data', 'hostile.md'),
    `# Zanzibar ${hostile}\n\nZanzibar is ${hostile} and ${'x'.repeat(400)}.`,
  );
  await writeFile(
    join(folder, 'data', 'golden.jsonl'),
    JSON.stringify({ question: `What is Zanzibar ${hostile}?`, contains: [hostile] }),
  );
  await runProgram('cli.js', ['eval'], { folder, env: { DATA_DIR: join(folder, 'data') } });
  const browser = await launchBrowser();
  onTestFinished(() => browser.close());

  const address = pathToFileURL(join(folder, 'state', 'eval.html')).href;
  const { page, troubles } = await openPage(browser, address, { viewport: { width: 360, height: 700 } });

  expect(await page.title()).toBe('Golden questions: Maya Okafor');
  expect(await page.textContent('.asked')).toContain('<script>document.title = 1</script>');
  expect(await overflowOf(page)).toBe(0);
  expect(troubles).toEqual([]);
});

async function makeFolder(): Promise<string> {
  const folder = await createFolder();
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
