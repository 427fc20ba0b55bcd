import { stat } from 'node:fs/promises';

/** A command that cannot mean anything. `scripts/run.mjs` tells the message in one line and ends with status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Reads an option's whole number. @throws {UsageError} it is none, or less than `min` */
export function toCount(option: string, text: string, min = 1): number {
  const count = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(count) && count >= min) return count;
  throw new UsageError(`${option} takes a whole number from ${min} on, not '${text}'.`);
}

/** Looks whether there is such a file or folder. @throws {UsageError} it is not there, or is the other one */
export async function assertThere(path: string, kind: 'file' | 'folder'): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new UsageError(`${path} is not there.`);
  if (found.isDirectory() !== (kind === 'folder')) throw new UsageError(`${path} is no ${kind}.`);
}
