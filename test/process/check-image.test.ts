import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text as readText } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

test('the check of the image fails and says why where no container engine answers', async () => {
  const { status, stdout } = await check();

  expect(stdout).toMatch(/^FAILED No container engine answers/);
  expect(status).toBe(1);
});

/** Runs it where no program can be found. */
async function check(...args: readonly string[]): Promise<{ status: number | null; stdout: string }> {
  const child = spawn(process.execPath, ['scripts/run.mjs', 'scripts/check-image.ts', ...args], {
    cwd: ROOT,
    env: { PATH: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [stdout] = await Promise.all([readText(child.stdout), once(child, 'close')]);
  return { status: child.exitCode, stdout };
}
