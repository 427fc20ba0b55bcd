import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'dotenv';
import { ConfigError } from '../core/errors.ts';

/** Variables by name: trimmed, and none empty. */
export type Env = ReadonlyMap<string, string>;

/** Where variables come from. */
export interface EnvOptions {
  /** The file with more of them; one that is not there is no fault. */
  readonly file?: string;
  readonly variables?: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads the process's variables and those of `.env`. One that the process has wins, also when it is empty: so
 * `DISCORD_TOKEN= npm start` runs without Discord. The process's own variables stay as they are.
 *
 * @throws {ConfigError} the file is there, but cannot be read
 */
export function readEnv({ file = '.env', variables = process.env }: EnvOptions = {}): Env {
  const all = { ...readFile(file), ...variables };
  return new Map(
    Object.entries(all)
      .map(([name, value]) => [name, value?.trim() ?? ''] as const)
      .filter(([, value]) => value !== ''),
  );
}

function readFile(file: string): Readonly<Record<string, string>> {
  try {
    // Some editors start a file with a byte order mark, which would become a part of the first name.
    return parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    const problem = `${resolve(file)} cannot be read: make it a file that this user may read, or remove it.`;
    throw new ConfigError([{ where: '.env', problem }], { cause: error });
  }
}
