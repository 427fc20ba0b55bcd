import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runProgram } from '../fakes/program.ts';
import { hasRedis } from '../fakes/redis-finder.ts';
import { startRedis } from '../fakes/redis-server.ts';
import { openServices } from '../fakes/services.ts';
import type { Services } from '../fakes/services.ts';

const WRONG_TOKEN = 'wrong.token.value-0123456789';

describe('a start that cannot work', () => {
  let services: Services;

  beforeAll(async () => {
    services = await openServices();
    await services.write('note.md', '# Note\n\nThe boat is called Heron.');
  });

  afterAll(async () => {
    await services[Symbol.asyncDispose]();
  });

  test.each([
    ['DISCORD_TOKEN', 'DISCORD_TOKEN'],
    ['SLACK_BOT_TOKEN', 'SLACK_BOT_TOKEN'],
    ['GROQ_API_KEY', 'GROQ_API_KEY'],
    ['UPSTASH_VECTOR_REST_READONLY_TOKEN', 'UPSTASH_VECTOR_REST'],
  ])('%s that is rejected ends it with status 1 and one line that names it', async (variable, named) => {
    const token = variable === 'SLACK_BOT_TOKEN' ? `xoxb-${WRONG_TOKEN}` : WRONG_TOKEN;
    const env = { ...services.env, [variable]: token };

    const { status, stderr } = await runProgram('main.js', [], { env });

    const lines = stderr.split('\n').filter((line) => line.includes('"config.invalid"'));
    expect(status).toBe(1);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(named);
    expect(stderr).not.toContain(token);
  });

  test('several rejected tokens are all reported at once', async () => {
    const env = { ...services.env, DISCORD_TOKEN: WRONG_TOKEN, GROQ_API_KEY: WRONG_TOKEN };

    const { status, stderr } = await runProgram('main.js', [], { env });

    expect(status).toBe(1);
    expect(stderr.split('\n').filter((line) => line.includes('"config.invalid"'))).toHaveLength(2);
  });

  test.skipIf(process.platform !== 'linux').each(['/proc/asktwin', '/proc/deep/asktwin', '/sys/asktwin', '/dev/null'])(
    'a folder for the state that nobody can make ends it with one line: %s',
    async (path) => {
      const { status, stderr } = await runProgram('main.js', [], { env: { STATE_DIR: path } });

      const lines = stderr.split('\n').filter((line) => line.includes('"config.invalid"'));
      expect(status).toBe(1);
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatch(/"where":"STATE_DIR".* cannot be made or written: (name|choose) a folder/);
    },
  );

  test('a Redis where nobody answers ends it with one line', async () => {
    const { status, stderr } = await runProgram('main.js', [], { env: { REDIS_URL: 'redis://127.0.0.1:1' } });

    const lines = stderr.split('\n').filter((line) => line.includes('"config.invalid"'));
    expect(status).toBe(1);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/"where":"REDIS_URL".*names 127\.0\.0\.1:1\. Redis cannot be used now/);
  });

  test.skipIf(!hasRedis)('a Redis that rejects the password ends it with one line, without the password', async () => {
    await using redis = await startRedis({ password: 'right-password' });
    const url = redis.url.replace('right-password', 'wrong-password');

    const { status, stderr } = await runProgram('main.js', [], { env: { REDIS_URL: url } });

    const lines = stderr.split('\n').filter((line) => line.includes('"config.invalid"'));
    expect(status).toBe(1);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/"where":"REDIS_URL".*rejects the user or the password/);
    expect(stderr).not.toContain('wrong-password');
  });

  test('a port that is taken is named', async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve(toPort(server.address())));
    });

    const { status, stderr } = await runProgram('main.js', [], { env: { PORT: String(port) } });
    server.close();

    expect(status).toBe(1);
    expect(stderr).toMatch(/"where":"PORT"/);
  });
});

function toPort(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The server is not listening on a port.');
  return address.port;
}
