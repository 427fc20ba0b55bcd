import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const ListeningLine = z.object({ event: z.literal('web.listening'), url: z.url() });

/** The program as a user starts it, without any account. */
export interface StartedProgram {
  /** Where its page is. */
  readonly url: string;
  /** Asks it to end, and gives its exit status. */
  stop(): Promise<number | null>;
}

/**
 * Starts `dist/main.js` on a free port with the sample profile, away from any `.env` and any state.
 *
 * @throws when it ends before it listens, with all that it wrote
 */
export async function startProgram(env: Readonly<Record<string, string>> = {}): Promise<StartedProgram> {
  const folder = await mkdtemp(join(tmpdir(), 'asktwin-page-'));
  const child = spawn(process.execPath, ['--enable-source-maps', join(ROOT, 'dist', 'main.js')], {
    cwd: folder,
    env: { PORT: '0', DATA_DIR: join(ROOT, 'data'), STATE_DIR: join(folder, 'state'), ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = once(child, 'exit');
  const url = await readUrl(createInterface(child.stderr));
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      await exited;
      await rm(folder, { recursive: true, force: true });
      return child.exitCode;
    },
  };
}

async function readUrl(lines: Interface): Promise<string> {
  const written: string[] = [];
  return new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      written.push(line);
      const { success, data } = ListeningLine.safeParse(parseJson(line));
      if (success) resolve(data.url);
    });
    lines.on('close', () => {
      reject(new Error(`The program ended before it listened. It wrote:\n${written.join('\n')}`));
    });
  });
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
