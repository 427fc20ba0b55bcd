import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const FOLDERS = ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'];

/** What to do where no Redis is found. */
export const MISSING_REDIS =
  'No redis-server was found, so the tests of shared state were NOT RUN. ' +
  'Install one (Debian, Ubuntu: apt-get install redis-server) or set REDIS_SERVER_PATH to its executable.';

/** Finds a Redis server: `REDIS_SERVER_PATH` first, then the `PATH`. */
export function findRedis(): string | undefined {
  const { REDIS_SERVER_PATH, PATH = '' } = process.env;
  if (REDIS_SERVER_PATH !== undefined && REDIS_SERVER_PATH !== '') return REDIS_SERVER_PATH;
  return [...PATH.split(delimiter), ...FOLDERS].map((folder) => join(folder, 'redis-server')).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether the tests of shared state can run. */
export const hasRedis = findRedis() !== undefined;
