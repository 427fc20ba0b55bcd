import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConfigError } from '../../../src/core/errors.ts';
import { readEnv } from '../../../src/config/env.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'asktwin-env-'));
  file = join(folder, '.env');
});

afterEach(() => rm(folder, { recursive: true }));

test('variables of the file and of the process come together', async () => {
  await writeFile(file, '# comment\nPORT=4000\nGROQ_MODELS="a, b" # two\n');

  const env = readEnv({ file, variables: { HOST: '::1' } });

  expect(Object.fromEntries(env)).toEqual({ PORT: '4000', GROQ_MODELS: 'a, b', HOST: '::1' });
});

test('a variable of the process wins', async () => {
  await writeFile(file, 'PORT=4000\n');

  expect(readEnv({ file, variables: { PORT: '5000' } }).get('PORT')).toBe('5000');
});

test('an empty variable of the process switches the one of the file off', async () => {
  await writeFile(file, 'DISCORD_TOKEN=abc\n');

  expect(readEnv({ file, variables: { DISCORD_TOKEN: '' } }).has('DISCORD_TOKEN')).toBe(false);
});

test('values are trimmed, and one of blanks counts as none', () => {
  const env = readEnv({ file, variables: { PORT: ' 4000\r\n', HOST: ' \t' } });

  expect(Object.fromEntries(env)).toEqual({ PORT: '4000' });
});

test('a byte order mark at the start is no part of the first name', async () => {
  await writeFile(file, '\uFEFFPORT=4000\n');

  expect(readEnv({ file, variables: {} }).get('PORT')).toBe('4000');
});

test('a file that is not there is no fault', () => {
  expect(readEnv({ file, variables: {} }).size).toBe(0);
});

test('a file that cannot be read is a fault', async () => {
  await mkdir(file);

  expect(() => readEnv({ file, variables: {} })).toThrow(ConfigError);
});

test('the process’s own variables stay as they are', async () => {
  await writeFile(file, 'PORT=4000\n');
  const variables = { HOST: ' ::1 ' };

  readEnv({ file, variables });

  expect(variables).toEqual({ HOST: ' ::1 ' });
});
