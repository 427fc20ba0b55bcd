import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { askOverHttp } from '../fakes/ask-over-http.ts';
import { createFolder, startProgram } from '../fakes/program.ts';

test('with WATCH_DATA a changed file is answered from without a restart', async () => {
  const folder = await createFolder();
  const env = { DATA_DIR: join(folder, 'data'), WATCH_DATA: 'true' };
  await mkdir(env.DATA_DIR);
  await writeFile(join(env.DATA_DIR, 'note.md'), '# Boat\n\nThe boat is called Heron.');
  await using program = await startProgram({ folder, env });

  await writeFile(join(env.DATA_DIR, 'note.md'), '# Boat\n\nThe boat is called Egret.');
  await vi.waitUntil(() => program.logged('watch.ingested').length > 0, { timeout: 90_000 });

  expect((await askOverHttp(program.url, 'What is the boat called?')).done.text).toContain('Egret');
  expect(await program.end()).toBe(0);
  await rm(folder, { recursive: true });
});
