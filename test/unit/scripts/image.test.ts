import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

test('the image takes named files only, so that no .env comes in, and runs as a user without rights', async () => {
  const [lines, ignored] = await Promise.all([linesOf('Dockerfile'), linesOf('.dockerignore')]);
  const copied = lines.filter((line) => /^(COPY|ADD) /.test(line)).flatMap((line) => line.split(/\s+/).slice(1, -1));

  expect(copied.filter((name) => /^\.|\*|env/i.test(name))).toEqual([]);
  expect(ignored).toEqual(expect.arrayContaining(['**/.env', '**/.env.*', '**/.git', '**/.asktwin']));
  expect(lines.filter((line) => line.startsWith('USER ')).at(-1)).toBe('USER node');
  expect(lines.findIndex((line) => line.startsWith('CMD '))).toBeGreaterThan(lines.indexOf('USER node'));
});

test('the image installs what the lock file says, lets its user read it, and writes nowhere but to its volume', async () => {
  const lines = await linesOf('Dockerfile');

  expect(lines).toContain('RUN npm ci');
  expect(lines.filter((line) => /npm (install|i) /.test(line))).toEqual([]);
  expect(lines.filter((line) => line.includes('chmod'))).toEqual([
    expect.stringMatching(/ && chmod -R a\+rX dist package\.json$/),
    'RUN chmod -R a+rX data',
  ]);
  expect(lines).toContain('VOLUME /state');
  expect(lines.join('\n')).toMatch(/STATE_DIR=\/state/);
});

async function linesOf(name: string): Promise<readonly string[]> {
  return (await readFile(new URL(`../../../${name}`, import.meta.url), 'utf8')).split('\n').map((line) => line.trim());
}
