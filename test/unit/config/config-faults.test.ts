import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readConfig } from '../../../src/config/config.ts';
import { readEnv } from '../../../src/config/env.ts';
import { VARIABLES } from '../../../src/config/variables.ts';
import { ConfigError, type ConfigFault } from '../../../src/core/errors.ts';

let root: string;
let folders: { DATA_DIR: string; STATE_DIR: string };

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'asktwin-faults-'));
  folders = { DATA_DIR: join(root, 'files'), STATE_DIR: join(root, 'state') };
  await mkdir(folders.DATA_DIR);
});

afterEach(() => rm(root, { recursive: true }));

describe('a value that cannot be right is a fault', () => {
  const rateLimits = ['5', '5/60', '5/m', '-5/60s', '5/60d', '5.5/60s', '0/60s', '5/0s', '5/25h', '5/60s,', 'five/60s'];
  const urls = ['localhost:80', '127.0.0.1', 'ftp://host', 'https://', 'javascript:alert(1)', 'http//host'];

  test.each([
    ...rateLimits.flatMap((text) => [
      ['RATE_LIMIT', text],
      ['RATE_LIMIT_GLOBAL', text],
    ]),
    ...['yes', '1', 'on'].map((text) => ['WATCH_DATA', text]),
    ...['yes', '0', 'true'].map((text) => ['EMBEDDINGS', text]),
    ...['-1', '65536', '3000.5', 'http', '0x50', '1e3', '30 00'].map((text) => ['PORT', text]),
    ...['http://127.0.0.1', '[::1]', 'a b', '127.0.0.1/x'].map((text) => ['HOST', text]),
    ...['-1', '1.5', '1e6', '1,000', 'none', '99999999999999999999'].map((text) => ['DAILY_TOKEN_BUDGET', text]),
    ...['verbose', 'warning', '30'].map((text) => ['LOG_LEVEL', text]),
    ...['123', 'discord:', 'discord:maya', 'slack:', 'github:1', 'discord:1;slack:U1', 'discord: 1'].map((text) => [
      'TWIN_ADMINS',
      text,
    ]),
    ...['GROQ_BASE_URL', 'DISCORD_API_URL', 'SLACK_API_URL'].flatMap((name) => urls.map((text) => [name, text])),
    ...['GROQ_MODELS'].map((name) => [name, ' , ,']),
    ...['my server', 'https://discord.gg/x'].map((text) => ['DISCORD_GUILD_ID', text]),
    ...['42,x', '42;43', '42 43'].map((text) => ['DISCORD_MEMBER_GUILDS', text]),
    ...['http://host', 'host:6379', 'redis://', 'redis://host/main'].map((text) => ['REDIS_URL', text]),
  ])('%s=%s', (name = '', text = '') => {
    const faults = faultsOf({ [name]: text });

    expect(faults.map(({ where }) => where)).toEqual([name]);
    expect(faults[0]?.problem).toMatch(/: .*\w.*\.$/);
  });

  test.each(['LLM_BASE_URL', 'UPSTASH_VECTOR_REST_URL'])('%s without http', (name) => {
    const rest = { LLM_BASE_URL: { LLM_MODEL: 'm' }, UPSTASH_VECTOR_REST_URL: { UPSTASH_VECTOR_REST_TOKEN: 't' } }[
      name
    ];

    expect(faultsOf({ ...rest, [name]: 'some-host/v1' })).toEqual([
      { where: name, problem: 'is no address: give the whole of it, beginning with https:// or http://.' },
    ]);
  });

  test.each(['redis://:hunter22@redis.example.com:6379', 'redis://8.8.8.8', 'redis://[2001:db8::1]:6379/1'])(
    'a Redis across the internet in clear is refused, without its password: %s',
    (url) => {
      expect(faultsOf({ REDIS_URL: url })).toEqual([
        {
          where: 'REDIS_URL',
          problem: 'would send what people ask over the internet in clear: begin it with rediss:// (TLS).',
        },
      ]);
    },
  );

  test.each(['redis://', 'rediss://', 'https://'])('a REDIS_URL that is only %s is told how they begin', (url) => {
    expect(faultsOf({ REDIS_URL: url })).toEqual([
      {
        where: 'REDIS_URL',
        problem: 'is no address: give the whole of it, beginning with rediss:// or redis://.',
      },
    ]);
  });

  test.each(Object.entries(VARIABLES).filter(([, kind]) => kind === 'secret'))('%s with a blank in it', (name) => {
    const faults = faultsOf({ [name]: 'first second' });

    expect(faults).toContainEqual({ where: name, problem: 'holds a space or an odd character: copy it again, alone.' });
  });
});

describe('a folder that cannot be used is a fault', () => {
  test('DATA_DIR that is not there', () => {
    const path = join(root, 'nowhere');

    expect(faultsOf({ DATA_DIR: path })).toEqual([
      { where: 'DATA_DIR', problem: `${path} is not there: make it, or name another one.` },
    ]);
  });

  test('DATA_DIR that is a file', async () => {
    const path = join(root, 'file');
    await writeFile(path, '');

    expect(faultsOf({ DATA_DIR: path })).toEqual([
      { where: 'DATA_DIR', problem: `${path} is no folder: name the one with your files.` },
    ]);
  });

  test.each(['file', 'file/below'])('STATE_DIR that cannot be made: %s', async (name) => {
    await writeFile(join(root, 'file'), '');
    const path = join(root, name);

    expect(faultsOf({ STATE_DIR: path })).toEqual([
      { where: 'STATE_DIR', problem: `${path} cannot be made or written: name a folder that this user may write to.` },
    ]);
  });
});

describe('half of a pair is a fault that names the other half', () => {
  const index = 'https://some-index.upstash.io';

  test.each([
    [{ SLACK_BOT_TOKEN: 'xoxb-1' }, 'SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET'],
    [{ SLACK_APP_TOKEN: 'xapp-1' }, 'SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN does nothing without it'],
    [{ SLACK_SIGNING_SECRET: 's' }, 'SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET does nothing without it'],
    [{ UPSTASH_VECTOR_REST_URL: index }, 'UPSTASH_VECTOR_REST_TOKEN', 'UPSTASH_VECTOR_REST_URL needs a token'],
    [{ UPSTASH_VECTOR_REST_TOKEN: 't' }, 'UPSTASH_VECTOR_REST_URL', 'needs the address'],
    [{ UPSTASH_VECTOR_REST_READONLY_TOKEN: 't' }, 'UPSTASH_VECTOR_REST_URL', 'needs the address'],
    [{ LLM_BASE_URL: 'http://127.0.0.1:9' }, 'LLM_MODEL', 'LLM_BASE_URL needs the name of a model'],
    [{ LLM_MODEL: 'm' }, 'LLM_BASE_URL', 'LLM_MODEL needs the address'],
    [{ LLM_API_KEY: 'k' }, 'LLM_BASE_URL', 'LLM_API_KEY does nothing without'],
  ])('%o', (variables, where, problem) => {
    const faults = faultsOf(variables);

    expect(faults).toEqual([{ where, problem: expect.stringContaining(problem) }]);
  });

  test('Slack’s tokens in each other’s place', () => {
    const faults = faultsOf({ SLACK_BOT_TOKEN: 'xapp-1', SLACK_APP_TOKEN: 'xoxb-1' });

    expect(faults.map(({ where }) => where)).toEqual(['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN']);
  });
});

test('every fault is reported at once', () => {
  const faults = faultsOf({
    DATA_DIR: join(root, 'nowhere'),
    PORT: 'x',
    RATE_LIMIT: 'x',
    LOG_LEVEL: 'x',
    TWIN_ADMINS: 'x,y',
    SLACK_BOT_TOKEN: 'xoxb-1',
    LLM_MODEL: 'm',
    DISCORD_API_URL: 'x',
    REDIS_URL: 'x',
  });

  expect(faults.map(({ where }) => where)).toEqual([
    'DATA_DIR',
    'PORT',
    'LOG_LEVEL',
    'TWIN_ADMINS',
    'TWIN_ADMINS',
    'RATE_LIMIT',
    'LLM_BASE_URL',
    'DISCORD_API_URL',
    'SLACK_BOT_TOKEN',
    'REDIS_URL',
  ]);
});

test('a fault shows no secret, not even one that stands in the wrong variable', () => {
  const secret = 'hunter22-hunter22';
  const everything = Object.fromEntries(Object.keys(VARIABLES).map((name) => [name, secret]));

  const message = JSON.stringify(
    faultsOf({ ...everything, REDIS_URL: `http://:${secret}@host`, DISCORD_TOKEN: `${secret} x` }),
  );

  expect(message).toContain('[redacted]');
  expect(message).not.toContain(secret);
});

function faultsOf(variables: Readonly<Record<string, string>>): readonly ConfigFault[] {
  try {
    readConfig(readEnv({ file: join(root, 'none'), variables: { ...folders, ...variables } }));
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}
