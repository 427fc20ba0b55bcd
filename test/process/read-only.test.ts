import { chmod, chown, cp, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { askOverHttp } from '../fakes/ask-over-http.ts';
import { startProgram } from '../fakes/program.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** As in most images; root alone can become somebody else. */
const NOBODY = 65_534;
const READ_ONLY = 0o555;

let folder: string;
let app: string;
let state: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'asktwin-image-'));
  [app, state] = [join(folder, 'app'), join(folder, 'state')];
  for (const name of ['dist', 'data', 'package.json']) {
    await cp(join(ROOT, name), join(app, name), { recursive: true });
  }
  await symlink(join(ROOT, 'node_modules'), join(app, 'node_modules'));
  await cp(join(ROOT, 'data'), state, { recursive: true, filter: (path) => path === join(ROOT, 'data') });
  if (process.getuid?.() === 0) await chown(state, NOBODY, NOBODY);
  await chmod(folder, READ_ONLY);
  await setModes(app, READ_ONLY);
});

afterEach(async () => {
  await setModes(app, 0o755);
  await chmod(folder, 0o755);
  await rm(folder, { recursive: true });
});

test('a user without rights runs it from files that nobody may write, with a folder for its state alone', async () => {
  const before = await readdir(app, { recursive: true });
  const own = process.getuid?.() === 0 ? { userId: NOBODY } : {};
  const program = await startProgram({
    ...own,
    root: app,
    folder: app,
    env: { DATA_DIR: join(app, 'data'), STATE_DIR: state, EMBEDDINGS: 'on' },
  });

  const { done } = await askOverHttp(program.url, 'Where do you work?');
  const status = await program.end();

  expect(done.outcome).not.toBe('failed');
  expect(done.sources.length).toBeGreaterThan(0);
  expect(status).toBe(0);
  expect(await readdir(state)).toContain('state.sqlite');
  expect(await readdir(app, { recursive: true })).toEqual(before);
});

async function setModes(path: string, mode: number): Promise<void> {
  await chmod(path, 0o755);
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.isDirectory()) await setModes(join(path, entry.name), mode);
  }
  await chmod(path, mode);
}
