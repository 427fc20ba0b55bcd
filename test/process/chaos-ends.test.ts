import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { hasRedis } from '../fakes/redis-finder.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const TIMEOUT_MS = 60_000;

test.skipIf(!hasRedis).each(['SIGTERM', 'SIGINT'] as const)(
  'chaos that is ended with %s takes along everything that it started',
  async (signal) => {
    const chaos = spawn(process.execPath, ['scripts/run.mjs', 'scripts/chaos.ts', '--seconds', '60', '--verbose'], {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const exited = once(chaos, 'exit');
    // Both processes and Redis run when the first trouble begins.
    await once(createInterface(chaos.stderr), 'line');
    const children = await listChildren(chaos.pid ?? 0);

    chaos.kill(signal);
    const [status] = await exited;

    expect(children.length).toBeGreaterThanOrEqual(3);
    expect(status).toBe(signal === 'SIGINT' ? 130 : 143);
    await expect.poll(() => listAlive(children), { timeout: TIMEOUT_MS }).toEqual([]);
  },
  TIMEOUT_MS,
);

async function listChildren(pid: number): Promise<readonly number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.trim().split(' ').filter(Boolean).map(Number);
}

async function listAlive(pids: readonly number[]): Promise<readonly number[]> {
  const found = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)));
  // A zombie waits for nothing but that somebody asks how it ended.
  return pids.filter((_pid, at) => found[at] !== undefined && !/\) Z /.test(found[at]));
}
