import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { VERSION } from '../../../src/support/version.ts';

test('the program names the release that its package has', async () => {
  const manifest: unknown = JSON.parse(await readFile(new URL('../../../package.json', import.meta.url), 'utf8'));

  expect(manifest).toMatchObject({ version: VERSION });
});
