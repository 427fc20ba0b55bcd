import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';

const TEST = /`([\w./-]+\.test\.ts)` “([^”]+)”/g;

describe('the table of requirements', async () => {
  const table = await readFile(new URL('../REQUIREMENTS.md', import.meta.url), 'utf8');
  const rows = table.split('\n').filter((line) => /^\| R\d/.test(line));

  test('has each requirement once, in order, with its priority', () => {
    const heads = rows.map((row) => /^\| (R\d+) +\| P[012] +\| [^|]+ \| [^|]+ \|$/.exec(row)?.[1]);

    expect(heads).toEqual(Array.from({ length: 65 }, (_none, at) => `R${at + 1}`));
  });

  test('names a test for each, or says that nothing shows it', () => {
    const silent = rows.filter((row) => row.matchAll(TEST).next().done === true && !row.includes('| not shown: '));

    expect(silent).toEqual([]);
  });

  test('leaves nothing without a test that a release needs', () => {
    expect(rows.filter((row) => / \| P[01] +\| /.test(row) && row.includes('| not shown: '))).toEqual([]);
  });

  test('names tests that exist', async () => {
    const named = [...table.matchAll(TEST)].map(([, file = '', title = '']) => ({ file, title }));

    const missing = await Promise.all(
      named.map(async ({ file, title }) => {
        const source = await readFile(new URL(`../${file}`, import.meta.url), 'utf8').catch(() => '');
        return source.includes(title) ? [] : [`${file}: ${title}`];
      }),
    );

    expect(named.length).toBeGreaterThan(100);
    expect(missing.flat()).toEqual([]);
  });
});
