import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ConfigError } from '../errors.ts';
import { decodeText } from '../profile/decode-text.ts';
import { GOLDEN_FILE } from './golden-question.ts';
import type { GoldenSet } from './golden-question.ts';
import { parseGolden } from './parse-golden.ts';

/** Far above what anybody writes by hand, checked before anything is parsed. */
const MAX_BYTES = 1_000_000;

/**
 * Reads the golden questions; nothing where there is no such file.
 *
 * @throws {ConfigError} naming every line that is wrong, or that the file itself cannot be read
 */
export async function loadGolden(
  from: { readonly dataDir: string } | { readonly file: string },
): Promise<GoldenSet | undefined> {
  const path = 'file' in from ? from.file : join(from.dataDir, GOLDEN_FILE);
  const name = basename(path);
  const text = await readBounded(path, name);
  return text === undefined ? undefined : parseGolden(text, name);
}

async function readBounded(path: string, name: string): Promise<string | undefined> {
  try {
    return await readText(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT') return undefined;
    const reason = code === '' && error instanceof Error ? error.message : `it cannot be read (${code})`;
    throw new ConfigError([{ where: name, problem: reason }], { cause: error });
  }
}

async function readText(path: string): Promise<string> {
  // Opening a pipe would otherwise wait for a writer.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw new Error('it is not a regular file');
    if (stats.size > MAX_BYTES) throw new Error(`it is larger than ${MAX_BYTES / 1_000_000} MB; keep fewer questions`);
    const bytes = Buffer.alloc(stats.size);
    const { bytesRead } = await file.read(bytes, 0, stats.size, 0);
    return decodeText(bytes.subarray(0, bytesRead)).replace(/^\uFEFF/, '');
  } finally {
    await file.close();
  }
}
