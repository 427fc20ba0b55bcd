import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadProfile } from '../../src/core/profile/load-profile.ts';
import { createSqliteState } from '../../src/engines/state/sqlite.ts';
import { systemClock } from '../../src/support/clock.ts';
import { VERSION } from '../../src/support/version.ts';
import { startLoopbackServer } from '../fakes/loopback-server.ts';
import { createFolder, runProgram } from '../fakes/program.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

describe('ask', () => {
  test('an answer comes on stdout with its sources, and nothing else does', async () => {
    const { status, stdout } = await runProgram('cli.js', ['ask', 'What did Maya study?']);

    expect(status).toBe(0);
    expect(stdout).toContain('University of Eastmere');
    expect(stdout).toMatch(/\nSources:\n\[\d+\] Maya Okafor > Education/);
    expect(stdout).toMatch(/\nAI twin of Maya Okafor\n$/);
  });

  test('what the files do not say is owned up to', async () => {
    const { status, stdout } = await runProgram('cli.js', ['ask', 'What is your salary?']);

    expect(status).toBe(0);
    expect(stdout).toContain("I don't know");
    expect(stdout).not.toContain('Sources:');
  });

  test('a question is read from standard input', async () => {
    const { stdout } = await runProgram('cli.js', ['ask'], { stdin: 'What did Maya study?\n' });

    expect(stdout).toContain('University of Eastmere');
  });

  test('a question that is too long is refused with what to change', async () => {
    const { status, stderr } = await runProgram('cli.js', ['ask', 'why '.repeat(1000)]);

    expect(status).toBe(1);
    expect(stderr).toContain('Please ask it more briefly');
  });

  test('a reader that has seen enough, such as head, ends it quietly', async () => {
    const folder = await createFolder();
    const child = spawn(process.execPath, [join(ROOT, 'dist', 'cli.js'), 'ask', 'What did Maya study?'], {
      cwd: folder,
      env: { DATA_DIR: join(ROOT, 'data'), STATE_DIR: join(folder, 'state'), EMBEDDINGS: 'off' },
      stdio: 'pipe',
    });

    child.stdout.destroy();
    const [stderr] = await Promise.all([readText(child.stderr), once(child, 'close')]);

    expect(stderr).toBe('');
    expect(child.exitCode).toBe(0);
    await rm(folder, { recursive: true });
  });
});

describe('ingest', () => {
  test('a dry run says what would change, and changes nothing', async () => {
    const folder = await createFolder();
    const env = { DATA_DIR: join(folder, 'data') };
    await mkdir(env.DATA_DIR);
    await writeFile(join(env.DATA_DIR, 'note.md'), '# Note\n\nThe boat is called Heron.');

    const dry = await runProgram('cli.js', ['ingest', '--dry-run'], { folder, env });
    const real = await runProgram('cli.js', ['ingest'], { folder, env });
    const again = await runProgram('cli.js', ['ingest'], { folder, env });

    expect(dry.stdout).toContain('1 added');
    expect(real.stdout).toContain('1 added');
    expect(again.stdout).toContain('0 added, 0 changed, 0 removed, 1 unchanged (nothing to write)');
    await rm(folder, { recursive: true });
  });

  test('--rollback goes back to the version before, says what that changes, and fails when there is none', async () => {
    const folder = await createFolder();
    const env = { DATA_DIR: join(folder, 'data') };
    await mkdir(env.DATA_DIR);
    await writeFile(join(env.DATA_DIR, 'note.md'), '# Note\n\nThe boat is called Heron.');
    await runProgram('cli.js', ['ingest'], { folder, env });
    await writeFile(join(env.DATA_DIR, 'note.md'), '# Note\n\nThe boat is called Egret.');
    await runProgram('cli.js', ['ingest'], { folder, env });

    const back = await runProgram('cli.js', ['ingest', '--rollback'], { folder, env });
    const again = await runProgram('cli.js', ['ingest', '--rollback'], { folder, env });
    const asked = await runProgram('cli.js', ['ask', 'What is the boat called?'], { folder, env });

    expect(back.stdout).toMatch(/\*\*Went back\*\*.*version 1 of[^]*1 changed/);
    expect(again.status).toBe(1);
    expect(again.stderr).toContain('no earlier version');
    expect(asked.stdout).toContain('Heron');
    await rm(folder, { recursive: true });
  });

  test('a broken file is named with the reason, and the others are read', async () => {
    const folder = await createFolder();
    const env = { DATA_DIR: join(folder, 'data') };
    await mkdir(env.DATA_DIR);
    await writeFile(join(env.DATA_DIR, 'good.md'), '# Note\n\nThe boat is called Heron.');
    await writeFile(join(env.DATA_DIR, 'broken.json'), '{\n  "name": "Maya",\n}');

    const { status, stdout } = await runProgram('cli.js', ['ingest'], { folder, env });

    expect(status).toBe(1);
    expect(stdout).toContain('1 added');
    expect(stdout).toMatch(/`broken\.json`: .*line 3/);
    await rm(folder, { recursive: true });
  });
});

test.each([['ask', 'What did Maya study?'], ['ingest'], ['mcp']])(
  'an index that is away is told in sentences: %s',
  async (...args) => {
    const env = { UPSTASH_VECTOR_REST_URL: await nobodysUrl(), UPSTASH_VECTOR_REST_TOKEN: 'a-token' };

    const { status, stdout, stderr } = await runProgram('cli.js', args, { env });

    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain(
      'My memory of the files cannot be reached right now. Please ask again in a moment.\n' +
        'Upstash Vector cannot be reached. Check the network and UPSTASH_VECTOR_REST_URL.\n',
    );
    expect(stderr).not.toMatch(/[{}]|\n +at /);
  },
);

describe('the other commands', () => {
  test('the doctor says of every part whether it works', async () => {
    const { status, stdout } = await runProgram('cli.js', ['doctor']);

    expect(status).toBe(0);
    expect(stdout).toMatch(/^ok files +5 files, \d+ chunks/m);
    expect(stdout).toMatch(/^· +discord +off: set DISCORD_TOKEN/m);
  });

  test('the smoke test passes on the sample profile', async () => {
    const { status, stdout } = await runProgram('cli.js', ['smoke']);

    expect(status).toBe(0);
    expect(stdout.match(/^ok /gm)).toHaveLength(2);
  });

  test.each([
    [['--help'], 0],
    [['ask', '--help'], 0],
    [['ingest', '-h'], 0],
    [['frobnicate'], 2],
    [[], 2],
    [['ask', '--frob'], 2],
    [['ingest', 'now'], 2],
  ] as const)('arguments %j end with status %i and the usage', async (args, expected) => {
    const { status, stdout, stderr } = await runProgram('cli.js', args);

    expect(status).toBe(expected);
    expect(stdout + stderr).toContain('Usage: npm run COMMAND');
  });
});

test('an option that npm has kept to itself ends an ingest before it does more than it was asked to', async () => {
  const { status, stdout, stderr } = await runProgram('cli.js', ['ingest'], { env: { npm_config_dry_run: 'true' } });

  expect(status).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain('npm run ingest -- --dry-run');
});

describe('a configuration that cannot work', () => {
  test('every fault is one line, and the process ends with status 1', async () => {
    const env = {
      PORT: '99999',
      RATE_LIMIT: 'often',
      TWIN_ADMINS: 'maya',
      DATA_DIR: '/nowhere',
      SLACK_BOT_TOKEN: 'xoxb-1',
    };

    const { status, stderr } = await runProgram('main.js', [], { env });

    expect(status).toBe(1);
    for (const name of ['PORT', 'RATE_LIMIT', 'TWIN_ADMINS', 'DATA_DIR', 'SLACK_APP_TOKEN']) {
      expect(stderr.split('\n').filter((line) => line.includes('config.invalid') && line.includes(name))).toHaveLength(
        1,
      );
    }
  });
});

describe('MCP', () => {
  test('a client asks, searches and reads the profile over stdio', async () => {
    const folder = await createFolder();
    const client = await connect(folder);

    const tools = await client.listTools();
    const asked = await client.callTool({ name: 'ask_twin', arguments: { question: 'What did Maya study?' } });
    const found = await client.callTool({ name: 'search_profile', arguments: { query: 'Lockkeeper', limit: 2 } });
    const profile = await client.readResource({ uri: 'asktwin://profile' });
    await client.close();

    expect(tools.tools.map(({ name }) => name)).toEqual(['ask_twin', 'search_profile']);
    expect(JSON.stringify(asked)).toContain('University of Eastmere');
    expect(JSON.stringify(found)).toContain('leader election');
    expect(JSON.stringify(profile)).toContain('Lumenfold Robotics');
    expect(client.getServerVersion()).toMatchObject({ name: 'asktwin', version: VERSION });
    await rm(folder, { recursive: true });
  });

  test('the profile holds what questions are answered from, and not what an ingest is still writing', async () => {
    const folder = await createFolder();
    const client = await connect(folder);
    await mkdir(join(folder, 'next'));
    await writeFile(join(folder, 'next', 'note.md'), '# Note\n\nThe boat is called Heron.');
    const { chunks } = await loadProfile({ dataDir: join(folder, 'next'), signal: new AbortController().signal });
    const state = createSqliteState({ path: join(folder, 'state', 'state.sqlite'), clock: systemClock });

    await state.chunks.put(chunks);
    await state[Symbol.asyncDispose]();
    const profile = await client.readResource({ uri: 'asktwin://profile' });
    await client.close();

    expect(JSON.stringify(profile)).toContain('Lumenfold Robotics');
    expect(JSON.stringify(profile)).not.toContain('Heron');
    await rm(folder, { recursive: true });
  });
});

async function connect(folder: string): Promise<Client> {
  const client = new Client({ name: 'test', version: '1.0.0' });
  const stateDir = join(folder, 'state');
  const env = { PATH: '/usr/bin:/bin', DATA_DIR: join(ROOT, 'data'), STATE_DIR: stateDir, EMBEDDINGS: 'off' };
  const args = [join(ROOT, 'dist', 'cli.js'), 'mcp'];
  await client.connect(new StdioClientTransport({ command: process.execPath, args, env, cwd: folder }));
  return client;
}

/** An address that was free a moment ago. */
async function nobodysUrl(): Promise<string> {
  const server = await startLoopbackServer(
    async () => undefined,
    () => undefined,
  );
  await server.close();
  return server.url;
}
