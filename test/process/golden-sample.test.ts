import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startGroqFake } from '../fakes/groq/groq-fake.ts';
import { readPassages } from '../fakes/groq/reading-model.ts';
import { createFolder, runProgram } from '../fakes/program.ts';

const ENGINES = [
  ['words and vectors', { EMBEDDINGS: 'on' }],
  ['words alone', { EMBEDDINGS: 'off' }],
] as const;

/** One for each way to search: vectors are kept by the words that they are of, and made once for both evaluations. */
const folders = new Map<string, string>();

beforeAll(async () => {
  for (const [name] of ENGINES) folders.set(name, await createFolder());
});

afterAll(async () => {
  for (const folder of folders.values()) await rm(folder, { recursive: true, force: true });
});

test.each(ENGINES)('every golden question of the sample profile passes with %s and no model', async (name, env) => {
  const { status, stdout } = await evaluate(name, env);

  expect(stdout).not.toContain('Failed:');
  expect(status).toBe(0);
});

test.each(ENGINES)('every golden question of the sample profile passes with %s and a model', async (name, env) => {
  const groq = await startGroqFake();
  onTestFinished(() => groq.close());
  groq.always(readPassages);

  const { status, stdout } = await evaluate(name, { ...env, GROQ_API_KEY: 'test-groq-key', GROQ_BASE_URL: groq.url });

  expect(stdout).not.toContain('Failed:');
  expect(status).toBe(0);
  expect(groq.problems).toEqual([]);
});

async function evaluate(name: string, env: Readonly<Record<string, string>>): ReturnType<typeof runProgram> {
  const folder = folders.get(name);
  assert(folder !== undefined);
  return runProgram('cli.js', ['eval'], { folder, env });
}
