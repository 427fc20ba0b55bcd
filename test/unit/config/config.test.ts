import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readConfig, type Config } from '../../../src/config/config.ts';
import { readEnv } from '../../../src/config/env.ts';
import { describeParts } from '../../../src/config/parts.ts';

let root: string;
let folders: { DATA_DIR: string; STATE_DIR: string };

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'asktwin-config-'));
  folders = { DATA_DIR: join(root, 'files'), STATE_DIR: join(root, 'state') };
  await mkdir(folders.DATA_DIR);
});

afterEach(() => rm(root, { recursive: true }));

describe('without any variable', () => {
  test('the embedded engines run on the default limits', () => {
    expect(configOf({})).toEqual({
      dataDir: folders.DATA_DIR,
      watchData: false,
      stateDir: folders.STATE_DIR,
      host: '127.0.0.1',
      port: 3000,
      logLevel: 'info',
      admins: new Set(),
      rateLimit: { maxCount: 5, windowMs: 60_000 },
      globalRateLimit: { maxCount: 120, windowMs: 60_000 },
      privacyUrl: undefined,
      placeRateLimit: { maxCount: 30, windowMs: 60_000 },
      dailyBudgetTokens: 1_000_000,
      llm: { kind: 'none' },
      vector: { kind: 'local', hasEmbeddings: true },
      discord: undefined,
      slack: undefined,
      secrets: [],
      warnings: [],
      notes: [],
    });
  });

  test('nothing is made: the folder for the state is only looked for', async () => {
    configOf({ STATE_DIR: join(root, 'deep', 'state') });

    expect(await readdir(root)).toEqual(['files']);
  });

  test('every part but the web page is off, and says what switches it on', () => {
    const parts = describeParts(configOf({}));

    expect(parts.filter(({ isOn }) => isOn).map(({ name }) => name)).toEqual(['web']);
    expect(parts).toMatchObject([
      { name: 'web', detail: '127.0.0.1, port 3000' },
      { name: 'groq', detail: expect.stringContaining('set GROQ_API_KEY') },
      { name: 'llm', detail: expect.stringContaining('set LLM_BASE_URL and LLM_MODEL') },
      { name: 'upstash', detail: expect.stringContaining('set UPSTASH_VECTOR_REST_URL and UPSTASH_VECTOR_REST_TOKEN') },
      { name: 'redis', detail: expect.stringContaining(folders.STATE_DIR) },
      { name: 'discord', detail: 'set DISCORD_TOKEN' },
      { name: 'slack', detail: expect.stringContaining('set SLACK_BOT_TOKEN, and SLACK_APP_TOKEN') },
      { name: 'admins', detail: expect.stringContaining('set TWIN_ADMINS') },
    ]);
  });
});

describe('settings', () => {
  test('are read from their variables', () => {
    const config = configOf({
      WATCH_DATA: 'True',
      HOST: '0.0.0.0',
      PORT: '0',
      LOG_LEVEL: 'DEBUG',
      TWIN_ADMINS: 'discord:123, slack:U0A1B2,',
      DAILY_TOKEN_BUDGET: '0',
      PRIVACY_URL: 'https://maya.example/privacy',
      RATE_LIMIT_PLACE: '50/2m',
      RATE_LIMIT_GLOBAL: '1000/1h',
    });

    expect(config).toMatchObject({
      watchData: true,
      host: '0.0.0.0',
      port: 0,
      logLevel: 'debug',
      admins: new Set(['discord:123', 'slack:U0A1B2']),
      privacyUrl: 'https://maya.example/privacy',
      placeRateLimit: { maxCount: 50, windowMs: 120_000 },
      dailyBudgetTokens: 0,
      globalRateLimit: { maxCount: 1000, windowMs: 3_600_000 },
    });
  });

  test('admins are counted at the start, not named', () => {
    const parts = describeParts(configOf({ TWIN_ADMINS: 'discord:123,slack:U0A1B2' }));

    expect(parts.find(({ name }) => name === 'admins')).toEqual({
      name: 'admins',
      isOn: true,
      detail: '2 may use /reingest',
    });
  });

  test.each([
    ['5/60s', { maxCount: 5, windowMs: 60_000 }],
    ['30/10m', { maxCount: 30, windowMs: 600_000 }],
    ['100/24h', { maxCount: 100, windowMs: 86_400_000 }],
    ['1 / 1s', { maxCount: 1, windowMs: 1000 }],
  ])('a limit can be written as %s', (text, rateLimit) => {
    expect(configOf({ RATE_LIMIT: text }).rateLimit).toEqual(rateLimit);
  });
});

describe('the embedded index', () => {
  test.each([
    [{}, true],
    [{ EMBEDDINGS: 'on' }, true],
    [{ EMBEDDINGS: 'Off' }, false],
  ])('with %j compares meanings: %s', (env, hasEmbeddings) => {
    expect(configOf(env).vector).toEqual({ kind: 'local', hasEmbeddings });
  });
});

describe('Groq', () => {
  test('is switched on by its key', () => {
    const config = configOf({ GROQ_API_KEY: 'gsk_1' });

    expect(config.llm).toEqual({
      kind: 'groq',
      apiKey: 'gsk_1',
      models: ['openai/gpt-oss-20b', 'openai/gpt-oss-120b', 'llama-3.1-8b-instant'],
      baseUrl: undefined,
    });
    expect(onParts(config)).toEqual(['web', 'groq']);
  });

  test('takes another address and other models', () => {
    const config = configOf({ GROQ_API_KEY: 'gsk_1', GROQ_MODELS: 'a/b, c', GROQ_BASE_URL: 'http://127.0.0.1:9/' });

    expect(config.llm).toMatchObject({ models: ['a/b', 'c'], baseUrl: 'http://127.0.0.1:9' });
  });
});

describe('a model server of one’s own', () => {
  const llm = { LLM_BASE_URL: 'http://127.0.0.1:11434/v1/', LLM_MODEL: 'qwen3' };

  test('is switched on by its address and a model', () => {
    const config = configOf(llm);

    expect(config.llm).toEqual({
      kind: 'openai',
      baseUrl: 'http://127.0.0.1:11434/v1',
      model: 'qwen3',
      apiKey: undefined,
    });
    expect(onParts(config)).toEqual(['web', 'llm']);
  });

  test('goes before Groq, and a note says so', () => {
    const config = configOf({ ...llm, LLM_API_KEY: 'k', GROQ_API_KEY: 'gsk_1' });

    expect(config.llm).toMatchObject({ kind: 'openai', apiKey: 'k' });
    expect(config.notes).toEqual([expect.stringContaining('GROQ_API_KEY is not used')]);
  });
});

describe('Upstash', () => {
  const url = 'https://some-index.upstash.io';

  test('reads with the one token and writes with the other', () => {
    const config = configOf({
      UPSTASH_VECTOR_REST_URL: url,
      UPSTASH_VECTOR_REST_TOKEN: 'write',
      UPSTASH_VECTOR_REST_READONLY_TOKEN: 'read',
    });

    expect(config.vector).toEqual({ kind: 'upstash', url, readToken: 'read', writeToken: 'write' });
    expect(config.warnings).toEqual([]);
    expect(onParts(config)).toEqual(['web', 'upstash']);
  });

  test('reads with the writing token when there is no other, and warns', () => {
    const config = configOf({ UPSTASH_VECTOR_REST_URL: url, UPSTASH_VECTOR_REST_TOKEN: 'write' });

    expect(config.vector).toMatchObject({ readToken: 'write', writeToken: 'write' });
    expect(config.warnings).toEqual([expect.stringContaining('UPSTASH_VECTOR_REST_READONLY_TOKEN is missing')]);
  });

  test('works for questions alone with the read-only token, and warns', () => {
    const config = configOf({ UPSTASH_VECTOR_REST_URL: url, UPSTASH_VECTOR_REST_READONLY_TOKEN: 'read' });

    expect(config.vector).toMatchObject({ readToken: 'read', writeToken: undefined });
    expect(config.warnings).toEqual([expect.stringContaining('cannot be filled')]);
  });
});

describe('Discord', () => {
  test('is switched on by its token', () => {
    const config = configOf({ DISCORD_TOKEN: 'abc' });

    expect(config.discord).toEqual({
      token: 'abc',
      guildId: undefined,
      memberGuilds: new Set(),
      apiUrl: 'https://discord.com/api',
    });
    expect(onParts(config)).toEqual(['web', 'discord']);
  });

  test('takes a server and another address', () => {
    const config = configOf({
      DISCORD_TOKEN: 'abc',
      DISCORD_GUILD_ID: '42',
      DISCORD_API_URL: 'http://127.0.0.1:9/api/',
    });

    expect(config.discord).toMatchObject({ guildId: '42', apiUrl: 'http://127.0.0.1:9/api' });
  });
});

describe('Redis', () => {
  test('is switched on by its address, of which the part without a password is shown', () => {
    const config = configOf({ REDIS_URL: 'rediss://default:pass-word@eu1.upstash.io:6380/' });

    expect(config.redis).toEqual({
      url: 'rediss://default:pass-word@eu1.upstash.io:6380',
      address: 'eu1.upstash.io:6380',
      isPlain: false,
    });
    expect(config.warnings).toEqual([]);
    expect(onParts(config)).toEqual(['web', 'redis']);
    expect(JSON.stringify(describeParts(config))).not.toContain('pass-word');
  });

  test.each(['redis://localhost:6379/1', 'redis://127.0.0.1', 'redis://[::1]:6379'])(
    '%s stays on this machine',
    (url) => {
      expect(configOf({ REDIS_URL: url })).toMatchObject({ redis: { isPlain: false }, warnings: [] });
    },
  );

  test.each(['redis://redis:6379', 'redis://10.0.0.7', 'redis://db.internal', 'redis://[fd00::1]:6379'])(
    '%s stays in a private network, and a warning says what that means',
    (url) => {
      const { redis, warnings } = configOf({ REDIS_URL: url });

      expect(redis?.isPlain).toBe(true);
      expect(warnings).toEqual([expect.stringContaining('rediss://')]);
    },
  );
});

test('servers of members are a list of ids', () => {
  const config = configOf({ DISCORD_TOKEN: 'abc', DISCORD_MEMBER_GUILDS: '42, 43,' });

  expect(config.discord?.memberGuilds).toEqual(new Set(['42', '43']));
});

describe('Slack', () => {
  const apiUrl = 'https://slack.com/api/';

  test('uses Socket Mode with an app token', () => {
    const config = configOf({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' });

    expect(config.slack).toEqual({ mode: 'socket', botToken: 'xoxb-1', appToken: 'xapp-1', apiUrl });
    expect(onParts(config)).toEqual(['web', 'slack']);
  });

  test('uses HTTP with a signing secret', () => {
    const config = configOf({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 's' });

    expect(config.slack).toEqual({ mode: 'http', botToken: 'xoxb-1', signingSecret: 's', apiUrl });
  });

  test('prefers Socket Mode with both, and a note says so', () => {
    const config = configOf({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1', SLACK_SIGNING_SECRET: 's' });

    expect(config.slack).toMatchObject({ mode: 'socket' });
    expect(config.notes).toEqual([expect.stringContaining('SLACK_SIGNING_SECRET is not used')]);
  });

  test.each(['http://127.0.0.1:9/api', 'http://127.0.0.1:9/api/'])('ends the address %s with one slash', (url) => {
    const config = configOf({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1', SLACK_API_URL: url });

    expect(config.slack).toMatchObject({ apiUrl: 'http://127.0.0.1:9/api/' });
  });
});

describe('a variable that nobody knows', () => {
  test.each([
    ['GROQ_APIKEY', 'GROQ_API_KEY'],
    ['GROQ_API_KEYS', 'GROQ_API_KEY'],
    ['DISCORD_TOKN', 'DISCORD_TOKEN'],
    ['DISCORD_BOT_TOKEN', 'DISCORD_TOKEN'],
    ['slack_bot_token', 'SLACK_BOT_TOKEN'],
    ['GROQ_MODEL', 'GROQ_MODELS'],
  ])('is warned about when it looks like a known one: %s', (name, meant) => {
    const { warnings } = configOf({ [name]: 'some value' });

    expect(warnings).toEqual([`${name} is not known and does nothing: did you mean ${meant}?`]);
  });

  test('is left alone when it looks like none, or when the known one is set', () => {
    const others = { PATH: '/bin', HOSTNAME: 'a', HOSTS: 'b', PORTS: 'c', LLM: 'd', npm_config_registry: 'e' };

    expect(configOf({ ...others, DISCORD_TOKEN: 'abc', DISCORD_BOT_TOKEN: 'abc' }).warnings).toEqual([]);
  });
});

test('every secret is handed over for the log to hide', () => {
  const config = configOf({ DISCORD_TOKEN: 'a-token', GROQ_API_KEY: 'a-key', LOG_LEVEL: 'warn' });

  expect(config.secrets.toSorted()).toEqual(['a-key', 'a-token']);
});

test('the lines about the parts show no secret', () => {
  const config = configOf({
    DISCORD_TOKEN: 'hidden-1',
    GROQ_API_KEY: 'hidden-2',
    SLACK_BOT_TOKEN: 'hidden-3',
    SLACK_APP_TOKEN: 'hidden-4',
    UPSTASH_VECTOR_REST_URL: 'https://some-index.upstash.io',
    UPSTASH_VECTOR_REST_TOKEN: 'hidden-5',
  });

  expect(JSON.stringify(describeParts(config))).not.toContain('hidden');
});

function configOf(variables: Readonly<Record<string, string>>): Config {
  return readConfig(readEnv({ file: join(root, 'none'), variables: { ...folders, ...variables } }));
}

function onParts(config: Config): readonly string[] {
  return describeParts(config)
    .filter(({ isOn }) => isOn)
    .map(({ name }) => name);
}
