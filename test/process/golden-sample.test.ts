import { rm } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import { startGroqFake } from '../fakes/groq/groq-fake.ts';
import { readPassages } from '../fakes/groq/reading-model.ts';
import { createFolder, runProgram } from '../fakes/program.ts';

const ENGINES = [
  ['words and vectors', { EMBEDDINGS: 'on' }],
  ['words alone', { EMBEDDINGS: 'off' }],
] as const;

test.each(ENGINES)('every golden question of the sample profile passes with %s and no model', async (_name, env) => {
  const { status, stdout } = await evaluate(env);

  expect(stdout).not.toContain('Failed:');
  expect(status).toBe(0);
});

test.each(ENGINES)('every golden question of the sample profile passes with %s and a model', async (_name, env) => {
  const groq = await startGroqFake();
  onTestFinished(() => groq.close());
  groq.always(readPassages);

  const { status, stdout } = await evaluate({ ...env, GROQ_API_KEY: 'test-groq-key', GROQ_BASE_URL: groq.url });

  expect(stdout).not.toContain('Failed:');
  expect(status).toBe(0);
  expect(groq.problems).toEqual([]);
});

async function evaluate(env: Readonly<Record<string, string>>): ReturnType<typeof runProgram> {
  const folder = await createFolder();
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return runProgram('cli.js', ['eval'], { folder, env });
}
