import { expect, test } from 'vitest';
import { chunkAt, loadFiles } from './data-folder.ts';

const job = (
  company: string,
  summary = 'Built robots that fold shirts for hotels and hospitals in seven countries.',
): object => ({ company, role: 'Engineer', summary });
const at = 'Maya > Experience > ';

test('an entry keeps its id when another one is put in before it', async () => {
  const before = await loadFiles({ 'digitaltwin.json': { name: 'Maya', experience: [job('Acme'), job('Tin Can')] } });

  const after = await loadFiles({
    'digitaltwin.json': { name: 'Maya', experience: [job('New One'), job('Acme'), job('Tin Can')] },
  });

  expect(chunkAt(after, `${at}Tin Can`).id).toBe(chunkAt(before, `${at}Tin Can`).id);
});

test('a changed entry keeps its key and gets a new id', async () => {
  const before = chunkAt(
    await loadFiles({ 'digitaltwin.json': { name: 'Maya', experience: [job('Acme')] } }),
    `${at}Acme`,
  );

  const after = chunkAt(
    await loadFiles({ 'digitaltwin.json': { name: 'Maya', experience: [job('Acme', 'Built boats.')] } }),
    'Maya > Experience',
  );

  const sameSize = chunkAt(
    await loadFiles({
      'digitaltwin.json': {
        name: 'Maya',
        experience: [
          job('Acme', 'Built boats that sail around the world without a crew, and come back by themselves.'),
        ],
      },
    }),
    `${at}Acme`,
  );
  expect(after.key).toBe('digitaltwin.json#experience');
  expect(sameSize.key).toBe(before.key);
  expect(sameSize.id).not.toBe(before.id);
});

test('the id is the key with the beginning of the hash', async () => {
  const { key, hash, id } = chunkAt(
    await loadFiles({ 'digitaltwin.json': { name: 'Maya', experience: [job('Ácme & Söhne')] } }),
    `${at}Ácme & Söhne`,
  );

  expect(key).toBe('digitaltwin.json#experience/ácme-söhne');
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(id).toBe(`${key}@${hash.slice(0, 12)}`);
});

test('entries of the same name have keys of their own', async () => {
  const { chunks } = await loadFiles({
    'digitaltwin.json': {
      name: 'Maya',
      experience: [
        job('Acme'),
        job('Acme', 'Swept the floors of the hall in which the robots fold shirts all night long.'),
      ],
    },
  });

  const keys = chunks.map(({ key }) => key);

  expect(new Set(keys).size).toBe(keys.length);
  expect(keys).toContain('digitaltwin.json#experience/acme~2');
});

test('a key stays short, however long the names are', async () => {
  const headings = Array.from(
    { length: 6 },
    (_, level) => `${'#'.repeat(level + 1)} ${'very long heading '.repeat(20)}${level}`,
  );
  const { chunks } = await loadFiles({ 'deep.md': `${headings.join('\n\n')}\n\nText.` });

  expect(chunks[0]?.key.length).toBeLessThan(200);
});

test('the same files give the same chunks in every run', async () => {
  const files = {
    'b.md': '# B\n\nText.',
    'a.txt': 'Text.',
    'digitaltwin.json': { name: 'Maya', experience: [job('Acme')] },
  };

  expect((await loadFiles(files)).chunks).toEqual((await loadFiles(files)).chunks);
});
