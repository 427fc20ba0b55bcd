import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createFolder, runProgram } from '../fakes/program.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

describe('ask', () => {
  test('an answer comes on stdout with its sources, and nothing else does', async () => {
    const { status, stdout } = await runProgram('cli.js', ['ask', 'What did Maya study?']);

    expect(status).toBe(0);
    expect(stdout).toContain('University of Eastmere');
    expect(stdout).toMatch(/\nSources:\n\[\d+\] Maya Okafor > Education/);
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
    [['frobnicate'], 2],
    [[], 2],
    [['ask', '--frob'], 2],
  ] as const)('arguments %j end with status %i and the usage', async (args, expected) => {
    const { status, stdout, stderr } = await runProgram('cli.js', args);

    expect(status).toBe(expected);
    expect(stdout + stderr).toContain('Usage: npm run COMMAND');
  });
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
    const client = new Client({ name: 'test', version: '1.0.0' });
    const env = { ...toStrings(), DATA_DIR: join(ROOT, 'data'), STATE_DIR: join(folder, 'state') };
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [join(ROOT, 'dist', 'cli.js'), 'mcp'],
        env,
        cwd: folder,
      }),
    );

    const tools = await client.listTools();
    const asked = await client.callTool({ name: 'ask_twin', arguments: { question: 'What did Maya study?' } });
    const found = await client.callTool({ name: 'search_profile', arguments: { query: 'Lockkeeper', limit: 2 } });
    const profile = await client.readResource({ uri: 'asktwin://profile' });
    await client.close();

    expect(tools.tools.map(({ name }) => name)).toEqual(['ask_twin', 'search_profile']);
    expect(JSON.stringify(asked)).toContain('University of Eastmere');
    expect(JSON.stringify(found)).toContain('leader election');
    expect(JSON.stringify(profile)).toContain('Lumenfold Robotics');
    await rm(folder, { recursive: true });
  });
});

function toStrings(): Record<string, string> {
  return { PATH: '/usr/bin:/bin' };
}
