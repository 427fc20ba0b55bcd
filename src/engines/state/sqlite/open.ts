import { chmodSync, closeSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { ConfigError } from '../../../core/errors.ts';
import { makeFolder } from '../../../support/make-folder.ts';
import { openConnection, SqlError, type Connection } from './connection.ts';
import { migrate, NewerFileError } from './migrations.ts';

/** How to open the state file. */
export interface OpenOptions {
  readonly path: string;
  readonly busyTimeoutMs: number;
}

const checkRow = z.object({ quick_check: z.string() });

/**
 * Opens the state file in its present form, and makes it, and its folder, when they are not there. Only the user who
 * runs the process can read them.
 *
 * @throws {ConfigError} the file cannot be used; says what to do
 */
export function openStateFile(options: OpenOptions): Connection {
  let connection: Connection | undefined;
  try {
    createPrivateFile(options.path);
    connection = openConnection(options.path, options);
    prepare(connection, options.busyTimeoutMs);
    return connection;
  } catch (error) {
    connection?.close();
    throw new ConfigError([{ where: 'STATE_DIR', problem: `${options.path} ${toProblem(error)}` }], { cause: error });
  }
}

function createPrivateFile(path: string): void {
  if (path === ':memory:') return;
  // A folder that is there keeps its mode: it may be shared with other programs.
  makeFolder(dirname(path), 0o700);
  // SQLite gives its two side files the mode of this one.
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
}

function prepare(connection: Connection, busyTimeoutMs: number): void {
  // SQLite does not wait by itself when two processes turn the log on at once.
  retryBusy(busyTimeoutMs, () => connection.exec('PRAGMA journal_mode = WAL'));
  connection.exec('PRAGMA synchronous = NORMAL');
  // What is deleted is overwritten: a person who asks to be forgotten is.
  connection.exec('PRAGMA secure_delete = ON');
  if (connection.first(checkRow, 'PRAGMA quick_check(1)')?.quick_check !== 'ok') throw new SqlError('SQLITE_CORRUPT');
  migrate(connection);
}

function retryBusy(timeoutMs: number, call: () => void): void {
  const endAt = performance.now() + timeoutMs;
  for (;;) {
    try {
      return call();
    } catch (error) {
      if (!(error instanceof SqlError) || error.code !== 'SQLITE_BUSY' || performance.now() > endAt) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}

function toProblem(error: unknown): string {
  if (error instanceof NewerFileError) return 'was written by a later release: update asktwin, or move the file away.';
  if (!(error instanceof SqlError)) return 'cannot be made or written: choose a folder that this user may write to.';
  switch (error.code) {
    case 'SQLITE_BUSY':
      return 'is locked by another program: end that one, then start again.';
    case 'SQLITE_NOTADB':
    case 'SQLITE_CORRUPT':
    case 'SQLITE_ERROR':
      return 'is damaged or no state file of asktwin: move it away and a new one is made.';
    default:
      return `cannot be used (${error.code}): see that its disk has room and can be written.`;
  }
}
