import { chmod, cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** What must stay outside, wherever somebody may have left it. */
export const PLANTED = [
  '.env',
  '.env.local',
  '.git/config',
  '.asktwin/state.sqlite',
  'data/.env',
  'data/.env.production',
  'data/notes/.asktwin/state.sqlite',
  'src/adapters/web/page/.env',
] as const;

/** Large, made anew by the build, or secret: none of it is needed to build. */
const LEFT = /^(node_modules|dist|\.git|\.asktwin|\.env(?!\.example$).*)$/;

/** As a umask of 077 leaves them, which the user of an image has to do with, too. */
const [FOLDER_MODE, FILE_MODE] = [0o700, 0o600];

/**
 * Copies the project to build from, without anything secret that this checkout may hold, and plants files that must not
 * come in: each holds `marker`, a colon and its path. None but the owner may read the copy.
 */
export async function layContext(root: string, folder: string, marker: string): Promise<void> {
  await cp(root, folder, { recursive: true, filter: (path) => path === root || !LEFT.test(basename(path)) });
  for (const path of PLANTED) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${marker}:${path}\n`);
  }
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    await chmod(join(entry.parentPath, entry.name), entry.isDirectory() ? FOLDER_MODE : FILE_MODE);
  }
}

/** The paths of planted files that stand in a stream of bytes, such as an archive that is not compressed. */
export async function findPlanted(output: AsyncIterable<Uint8Array>, marker: string): Promise<readonly string[]> {
  const found = new Set<string>();
  const longest = Math.max(...PLANTED.map((path) => path.length)) + marker.length + 2;
  let rest = '';
  for await (const piece of output) {
    // One character per byte, so that nothing is lost where a piece ends within a character.
    const seen = rest + Buffer.from(piece).toString('latin1');
    for (const path of PLANTED) if (seen.includes(`${marker}:${path}\n`)) found.add(path);
    rest = seen.slice(-longest);
  }
  return [...found];
}
