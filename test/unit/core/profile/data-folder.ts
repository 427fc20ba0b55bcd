import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Chunk } from '../../../../src/core/profile/chunk.ts';
import { loadProfile } from '../../../../src/core/profile/load-profile.ts';
import type { LoadOptions, Profile } from '../../../../src/core/profile/load-profile.ts';

/** Files by path; a value that is no text is written as JSON. */
export type Files = Readonly<Record<string, unknown>>;

/** Makes a data folder that is gone when the test ends. */
export async function makeDataFolder(files: Files = {}): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'asktwin-data-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) await writeSource(join(root, path), content);
  return root;
}

/** Writes one file, with its folders. */
export async function writeSource(file: string, content: unknown): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const isRaw = typeof content === 'string' || content instanceof Uint8Array;
  await writeFile(file, isRaw ? content : JSON.stringify(content));
}

/** Loads a folder. */
export function load(dataDir: string, options: Partial<LoadOptions> = {}): Promise<Profile> {
  return loadProfile({ dataDir, signal: AbortSignal.timeout(120_000), ...options });
}

/** Makes a folder of these files and loads it. */
export async function loadFiles(files: Files): Promise<Profile> {
  return load(await makeDataFolder(files));
}

/** The chunk with this breadcrumb; fails the test when there is none. */
export function chunkAt({ chunks }: Pick<Profile, 'chunks'>, title: string): Chunk {
  const found = chunks.find((chunk) => chunk.title === title);
  if (found === undefined)
    throw new Error(`no chunk ${title} among:\n${chunks.map((chunk) => chunk.title).join('\n')}`);
  return found;
}

/** The breadcrumbs of all chunks. */
export function titles({ chunks }: Pick<Profile, 'chunks'>): string[] {
  return chunks.map(({ title }) => title);
}
