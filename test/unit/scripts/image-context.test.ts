import { access, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { notLocked } from '../../../scripts/image/contents.ts';
import { findPlanted, layContext, PLANTED } from '../../../scripts/image/context.ts';

const MARKER = 'planted-here';

test('the copy to build from leaves out what is secret here, and holds a planted file in its place', async () => {
  const { root, copy } = await makeProject({ '.env': 'GROQ_API_KEY=real', '.env.example': '# KEY=', 'src/a.ts': 'a' });

  await layContext(root, copy, MARKER);

  expect(await readFile(join(copy, '.env'), 'utf8')).toBe(`${MARKER}:.env\n`);
  expect(await readFile(join(copy, '.env.example'), 'utf8')).toBe('# KEY=');
  expect(await readFile(join(copy, 'src/a.ts'), 'utf8')).toBe('a');
  await Promise.all(PLANTED.map((path) => access(join(copy, path))));
});

test('the copy leaves out what the build makes anew, and can be read by its owner alone', async () => {
  const { root, copy } = await makeProject({ 'node_modules/x/index.js': 'x', 'dist/main.js': 'x', 'src/a.ts': 'a' });

  await layContext(root, copy, MARKER);

  await expect(access(join(copy, 'node_modules'))).rejects.toThrow('ENOENT');
  await expect(access(join(copy, 'dist'))).rejects.toThrow('ENOENT');
  expect((await stat(join(copy, 'src/a.ts'))).mode & 0o077).toBe(0);
  expect((await stat(join(copy, 'src'))).mode & 0o077).toBe(0);
});

test.each([1, 7, 100])('a planted file is found in a stream of pieces of %i bytes', async (size) => {
  const bytes = Buffer.from(`…${'x'.repeat(90)}${MARKER}:data/.env\n${'y'.repeat(300)}${MARKER}:.env.local\nend`);
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_none, at) =>
    bytes.subarray(at * size, (at + 1) * size),
  );

  const found = await findPlanted(toStream(pieces), MARKER);

  expect(found).toEqual(['data/.env', '.env.local']);
});

test('nothing is found where another marker stands', async () => {
  expect(await findPlanted(toStream([Buffer.from('another:.env\n')]), MARKER)).toEqual([]);
});

test('a package of another version, of other content, for development or in no lock file is told of', () => {
  const locked = { version: '1.0.0', integrity: 'sha512-a' };
  const lock = { packages: { same: locked, older: locked, changed: locked, tool: { ...locked, dev: true } } };
  const installed = {
    packages: {
      same: locked,
      older: { ...locked, version: '0.9.0' },
      changed: { ...locked, integrity: 'sha512-b' },
      tool: locked,
      stranger: locked,
    },
  };

  expect(notLocked(installed, lock)).toEqual(['older', 'changed', 'tool', 'stranger']);
});

async function makeProject(files: Readonly<Record<string, string>>): Promise<{ root: string; copy: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'asktwin-context-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const root = join(folder, 'project');
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return { root, copy: join(folder, 'copy') };
}

async function* toStream(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}
