import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const SCRIPT = fileURLToPath(new URL('../fakes/closing-thread.mjs', import.meta.url));

test.each(['encoder', 'document'])(
  'the process stays until its %s thread is closed, though a reply comes meanwhile',
  async (kind) => {
    const folder = await mkdtemp(join(tmpdir(), 'asktwin-closing-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const child = spawn(process.execPath, [SCRIPT, kind, join(folder, 'replied')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });

    const [said] = await Promise.all([readText(child.stdout), once(child, 'close')]);

    expect(said).toBe('closed');
    expect(child.exitCode).toBe(0);
  },
);
