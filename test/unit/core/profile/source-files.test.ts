import { execFile } from 'node:child_process';
import { mkdir, open, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { DEFAULT_SOURCE_LIMITS } from '../../../../src/core/profile/source-files.ts';
import { load, loadFiles, makeDataFolder, titles, writeSource } from './data-folder.ts';

describe('the data folder', () => {
  test('never lets a link lead out of it', async () => {
    const outside = await makeDataFolder({ 'secret.txt': 'The password is swordfish.' });
    const dataDir = await makeDataFolder({ 'good.txt': 'Text.' });
    await symlink(join(outside, 'secret.txt'), join(dataDir, 'notes.txt'));
    await symlink(outside, join(dataDir, 'folder'));

    const profile = await load(dataDir);

    expect(titles(profile)).toEqual(['Good']);
    expect(profile.faults).toEqual([
      { path: 'folder', reason: expect.stringContaining('out of the data folder') },
      { path: 'notes.txt', reason: expect.stringContaining('out of the data folder') },
    ]);
  });

  test('follows a link to a file inside it, as a mounted configuration has them', async () => {
    const dataDir = await makeDataFolder({ '..2026/profile.md': 'Text.' });
    await symlink('..2026', join(dataDir, '..data'));
    await symlink('..data/profile.md', join(dataDir, 'profile.md'));

    const { chunks, faults } = await load(dataDir);

    expect(chunks).toMatchObject([{ source: 'profile.md', text: 'Text.' }]);
    expect(faults).toEqual([]);
  });

  test('may itself be a link', async () => {
    const dataDir = await makeDataFolder({ 'real/a.txt': 'Text.' });
    await symlink('real', join(dataDir, 'link'));

    expect((await load(join(dataDir, 'link'))).fileCount).toBe(1);
  });

  test('is read in the order of its paths, folders included, and says how many files it holds', async () => {
    const profile = await loadFiles({ 'z.txt': 'Z.', 'b/c.md': 'C.', 'a.json': { name: 'A' }, 'B.TXT': 'B.' });

    expect(profile.chunks.map(({ source }) => source)).toEqual(['B.TXT', 'a.json', 'b/c.md', 'z.txt']);
    expect(profile.fileCount).toBe(4);
  });

  test('passes over hidden files, pictures and evaluation questions in silence', async () => {
    const profile = await loadFiles({
      '.env': 'TOKEN=x',
      '.git/config.txt': 'x',
      'golden.jsonl': '{}',
      'me.png': 'x',
      'a.txt': 'Text.',
    });

    expect(titles(profile)).toEqual(['A']);
    expect(profile.faults).toEqual([]);
  });

  test('names files that it cannot read and what to do about them', async () => {
    const { faults } = await loadFiles({ 'cv.odt': 'x', 'talk.pptx': 'x' });

    expect(faults).toEqual([
      { path: 'cv.odt', reason: '.odt files are not read; save it as .md, .txt, .pdf or .docx' },
      { path: 'talk.pptx', reason: '.pptx files are not read; save it as .md, .txt, .pdf or .docx' },
    ]);
  });

  test('fails as a whole only when it is not there', async () => {
    await expect(load('/nowhere/at/all')).rejects.toThrow('ENOENT');
  });

  test('gives up at once when it is aborted', async () => {
    const dataDir = await makeDataFolder({ 'a.txt': 'Text.' });

    await expect(load(dataDir, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });
});

describe('a file that cannot be taken is refused by name while the others load', () => {
  test.each([
    ['bytes that are no UTF-8', new Uint8Array([0x61, 0xff, 0xfe, 0x62]), 'not valid UTF-8'],
    ['UTF-16', new Uint8Array([0xff, 0xfe, 0x61, 0]), 'UTF-16'],
    ['NUL bytes', 'a\0b', 'NUL'],
  ])('for %s', async (_, content, reason) => {
    const { faults, chunks } = await loadFiles({ 'bad.txt': content, 'good.txt': 'Text.' });

    expect(faults).toEqual([{ path: 'bad.txt', reason: expect.stringContaining(reason) }]);
    expect(chunks).toHaveLength(1);
  });

  test.each([
    ['a comma too many', '{\n  "name": "Maya",\n}', 'line 3, column 1: expected a key in double quotes'],
    ['a missing comma', '{"a": 1\n "b": 2}', 'line 2, column 2: expected a comma or a closing brace'],
    ['an end too early', '{"a": [1, 2', 'line 1, column 12: expected a comma or a closing bracket'],
    ['an open quote', '{"a": "never', 'line 1, column 7: a text in double quotes is never closed'],
    ['a bare word', '{"a": maya}', 'line 1, column 7: expected a value'],
    ['an unknown escape', String.raw`["\x"]`, 'line 1, column 2: a text in double quotes holds an unknown escape'],
    ['two values', '{} {}', 'line 1, column 4: expected the end of the file'],
  ])('for JSON with %s, by line and column', async (_, content, reason) => {
    const { faults, fileCount } = await loadFiles({ 'bad.json': content, 'good.txt': 'Text.' });

    expect(faults).toEqual([{ path: 'bad.json', reason: expect.stringContaining(reason) }]);
    expect(fileCount).toBe(1);
  });

  test('for JSON that is nested too deeply, without running out of stack', async () => {
    const deep = '['.repeat(1_000_000);

    const { faults } = await loadFiles({ 'deep.json': deep, 'wide.json': `${'{"a":'.repeat(200_000)}1` });

    expect(faults.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('nested deeper than 64'),
      expect.stringContaining('nested deeper than 64'),
    ]);
  });

  test('for a huge sparse file, without reading it', async () => {
    const dataDir = await makeDataFolder({ 'good.txt': 'Text.' });
    const file = await open(join(dataDir, 'huge.txt'), 'w');
    await file.truncate(1_000_000_000);
    await file.close();
    const before = process.memoryUsage().rss;

    const { faults } = await load(dataDir);

    expect(faults).toEqual([{ path: 'huge.txt', reason: 'it is larger than 2 MB; split it' }]);
    expect(process.memoryUsage().rss - before).toBeLessThan(500_000_000);
  });

  test('for more entries than anybody writes by hand', async () => {
    const { faults, chunks } = await loadFiles({ 'log.md': '# a\n'.repeat(20_001), 'good.txt': 'Text.' });

    expect(faults).toEqual([{ path: 'log.md', reason: expect.stringContaining('more than 20000 entries') }]);
    expect(chunks).toHaveLength(1);
  });

  test('for a pipe, without waiting for it', async () => {
    const dataDir = await makeDataFolder({ 'good.txt': 'Text.' });
    await promisify(execFile)('mkfifo', [join(dataDir, 'pipe.txt')]);

    const { faults } = await load(dataDir);

    expect(faults).toEqual([{ path: 'pipe.txt', reason: 'it is not a regular file' }]);
  });

  test('for a link that leads nowhere or in a circle', async () => {
    const dataDir = await makeDataFolder({ 'good.txt': 'Text.' });
    await symlink('gone.txt', join(dataDir, 'a.txt'));
    await symlink('b.txt', join(dataDir, 'b.txt'));

    const { faults } = await load(dataDir);

    expect(faults.map(({ reason }) => reason)).toEqual([
      'it is a link to a file that is not there',
      'it is a link that leads in a circle',
    ]);
  });

  test('beyond the number of files, their sum and the depth of folders', async () => {
    const dataDir = await makeDataFolder({ 'a.txt': 'aa', 'b.txt': 'bb', 'c.txt': 'cc' });
    await mkdir(join(dataDir, 'd/e'), { recursive: true });
    await writeSource(join(dataDir, 'd/e/f.txt'), 'ff');
    const reasonsWith = async (limits: object): Promise<string[]> =>
      (await load(dataDir, { limits: { ...DEFAULT_SOURCE_LIMITS, ...limits } })).faults.map(
        ({ path, reason }) => `${path} ${reason}`,
      );

    expect(await reasonsWith({ maxFiles: 3 })).toEqual(['d/e/f.txt more than 3 files; join some of them']);
    expect(await reasonsWith({ maxTotalBytes: 7 })).toEqual([expect.stringContaining('d/e/f.txt all files together')]);
    expect(await reasonsWith({ maxDepth: 1 })).toEqual([
      expect.stringContaining('d/e it lies more than 1 folders deep'),
    ]);
  });
});
