import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { RedisConnection, RedisOptions } from '../../src/engines/state/redis/connection.ts';
import { openRedis } from '../../src/engines/state/redis/connection.ts';
import { findRedis, MISSING_REDIS } from './redis-finder.ts';

/** A real Redis server on loopback, which keeps nothing. */
export interface RedisServer extends AsyncDisposable {
  readonly url: string;
  /** Sends a signal: `SIGKILL` ends it at once, `SIGSTOP` lets it hang, `SIGCONT` lets it go on. */
  signal(name: NodeJS.Signals): Promise<void>;
  /** Starts it again, empty, on the same port. */
  start(): Promise<void>;
}

/** How to start it. */
export interface RedisServerOptions {
  readonly password?: string;
}

/** Starts a server; whoever starts it disposes of it. */
export async function startRedis({ password }: RedisServerOptions = {}): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'asktwin-redis-'));
  const port = await findPort();
  let child = await launch(folder, port, password);
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;

  return {
    url: `redis://${password === undefined ? '' : `:${password}@`}127.0.0.1:${port}`,
    async signal(name) {
      child.kill(name);
      if (name === 'SIGKILL' && isRunning()) await once(child, 'exit');
    },
    async start() {
      child = await launch(folder, port, password);
    },
    async [Symbol.asyncDispose]() {
      if (isRunning()) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Lets time pass for all keys that expire: real time cannot be moved, so their time to live is made shorter. */
export async function shortenLives(redis: RedisConnection, ms: number): Promise<void> {
  const keys = z.array(z.string()).parse(await redis.send(['KEYS', `${redis.key('')}*`]));
  for (const key of keys) {
    const leftMs = z.number().parse(await redis.send(['PTTL', key]));
    if (leftMs < 0) continue;
    await redis.send(leftMs <= ms ? ['DEL', key] : ['PEXPIRE', key, leftMs - ms]);
  }
}

/** Opens a connection under a prefix that nobody else has; resolves when it can be used. */
export async function connect(
  server: RedisServer,
  prefix: string,
  options: Pick<RedisOptions, 'timeoutMs' | 'onFailure'> = {},
): Promise<RedisConnection> {
  const redis = openRedis({ url: server.url, prefix, timeoutMs: 10_000, ...options });
  while (!redis.isReady) await new Promise((resolve) => setTimeout(resolve, 5));
  return redis;
}

async function launch(folder: string, port: number, password: string | undefined): Promise<ChildProcess> {
  const options = ['--port', port, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
  const auth = password === undefined ? [] : ['--requirepass', password];
  const found = findRedis();
  if (found === undefined) throw new Error(MISSING_REDIS);
  const child = spawn(found, [...options.map(String), ...auth], { stdio: ['ignore', 'pipe', 'ignore'] });
  const killWithTests = (): void => void child.kill('SIGKILL');
  process.once('exit', killWithTests);
  child.once('exit', () => process.off('exit', killWithTests));
  const lines: string[] = [];
  await new Promise<void>((resolve, reject) => {
    const input = createInterface(child.stdout);
    input.on('line', (line) => {
      lines.push(line);
      if (line.includes('Ready to accept connections')) resolve();
    });
    input.on('close', () => reject(new Error(`Redis did not start:\n${lines.join('\n')}`)));
  });
  return child;
}

/** Redis takes no port 0: it would not listen at all. */
async function findPort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no port.');
  return address.port;
}
