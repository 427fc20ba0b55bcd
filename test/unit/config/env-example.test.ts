import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readConfig, type Config } from '../../../src/config/config.ts';
import { readEnv } from '../../../src/config/env.ts';
import { VARIABLES } from '../../../src/config/variables.ts';

const EXAMPLE = new URL('../../../.env.example', import.meta.url);

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'asktwin-example-'));
});

afterEach(() => rm(root, { recursive: true }));

test('the example names every variable, once, with a line about it', async () => {
  const text = await readFile(EXAMPLE, 'utf8');

  const names = [...text.matchAll(/^# \S.*[.:]\n# ([A-Z_]+)=/gm)].map(([, name]) => name);

  expect(names).toEqual(Object.keys(VARIABLES));
});

test('a copy of the example changes nothing', async () => {
  expect(readEnv({ file: await write(await readFile(EXAMPLE, 'utf8')), variables: {} }).size).toBe(0);
});

test('the values in the example are the defaults', async () => {
  const file = await write((await readFile(EXAMPLE, 'utf8')).replaceAll(/^# ([A-Z_]+=)/gm, '$1'));
  const env = readEnv({ file, variables: {} });

  expect(env.get('DATA_DIR')).toBe('data');
  expect(env.get('STATE_DIR')).toBe('.asktwin');
  expect(withKeys(new Map(env))).toEqual(withKeys(new Map()));
});

/** With keys, so that the settings of what they switch on are seen, too. */
function withKeys(env: Map<string, string>): Config {
  const keys = { GROQ_API_KEY: 'k', DISCORD_TOKEN: 't', SLACK_BOT_TOKEN: 'b', SLACK_APP_TOKEN: 'a' };
  for (const [name, value] of Object.entries(keys)) env.set(name, value);
  return readConfig(env.set('DATA_DIR', root).set('STATE_DIR', join(root, 'state')));
}

async function write(text: string): Promise<string> {
  const file = join(root, '.env');
  await writeFile(file, text);
  return file;
}
