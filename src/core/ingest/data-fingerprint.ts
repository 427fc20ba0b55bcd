import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GOLDEN_FILE } from '../golden/golden-question.ts';
import { toFileKind } from '../profile/file-kinds.ts';

/** Deeper folders are refused by an ingest anyway. */
const MAX_DEPTH = 12;
/** How many files are looked at in one go. */
const BATCH_SIZE = 64;

/**
 * Sums up the files that an ingest would read, by path, size and time of the last change, without opening any. Files that
 * editors leave beside the real one do not count.
 *
 * @throws {Error} with a `code`, when the folder cannot be opened
 */
export async function takeFingerprint(dataDir: string, { signal }: { readonly signal: AbortSignal }): Promise<string> {
  const paths = await listFiles(dataDir, '', 0);
  const hash = createHash('sha256');
  for (let start = 0; start < paths.length; start += BATCH_SIZE) {
    signal.throwIfAborted();
    const lines = await Promise.all(paths.slice(start, start + BATCH_SIZE).map((path) => describeFile(dataDir, path)));
    hash.update(lines.join(''));
  }
  return hash.digest('hex');
}

async function listFiles(root: string, folder: string, depth: number): Promise<readonly string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch((error: unknown) => {
    if (depth === 0) throw error;
    return [];
  });
  const paths: string[] = [];
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) paths.push(path);
    else if (depth < MAX_DEPTH) paths.push(...(await listFiles(root, path, depth + 1)));
  }
  // The golden questions are no knowledge, but mending one may let a refused version pass.
  return paths.filter((path) => toFileKind(path) !== 'ignored' || path === GOLDEN_FILE);
}

/** Nothing for a file that is gone meanwhile: the next look tells. */
async function describeFile(root: string, path: string): Promise<string> {
  const found = await stat(join(root, path)).catch(() => undefined);
  return found === undefined ? '' : `${JSON.stringify([path, found.size, found.mtimeMs, found.ino])}\n`;
}
