import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text as readText } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const manifest = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')));
/** Every command that `scripts/run.mjs` runs, with its file. */
const FILES = new Map(
  Object.entries(manifest.scripts).flatMap(([name, line]) => {
    const file = /scripts\/run\.mjs (\S+)/.exec(line)?.[1];
    return file === undefined ? [] : [[name, file] as const];
  }),
);
const COMMANDS = [...FILES.keys()];

/** One of each kind; the others are shown in `unit/scripts/arguments.test.ts`. */
const WRONG: readonly (readonly [string, readonly string[]])[] = [
  ['bench:attacks', ['/nowhere/attacks.jsonl']],
  ['bench:load', ['--bogus']],
  ['chaos', ['--seed', 'x']],
  ['chaos', ['--runs', '0']],
];

describe('a command that tries the product out', () => {
  test.concurrent.each(COMMANDS)('npm run %s -- --help says how it is called', async (name) => {
    const { status, stdout, stderr } = await run(name, ['--help']);

    expect(stdout).toMatch(new RegExp(`^Usage: npm run ${name}\\b`));
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  test.concurrent.each(WRONG)('npm run %s is told in one line what is wrong with %j', async (name, args) => {
    const { status, stdout, stderr } = await run(name, args);

    expect(stderr).toMatch(/^[^\n]{10,300}\n$/);
    expect(stderr).not.toMatch(/\bError\b|\bat .*:\d+/);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });
});

async function run(name: string, args: readonly string[]) {
  const child = spawn(process.execPath, ['scripts/run.mjs', FILES.get(name) ?? '', ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = await Promise.all([readText(child.stdout), readText(child.stderr), once(child, 'close')]);
  return { status: child.exitCode, stdout, stderr };
}
