import { randomBytes } from 'node:crypto';
import type { Clock } from '../../core/ports.ts';
import type { StateStore } from '../../core/state-store.ts';
import { createSqliteAnswers } from './sqlite/answers.ts';
import { createSqliteChunks } from './sqlite/chunks.ts';
import { createSqliteClaims } from './sqlite/claims.ts';
import type { Connection } from './sqlite/connection.ts';
import type { SqliteContext } from './sqlite/context.ts';
import { createSqliteConversations } from './sqlite/conversations.ts';
import { createSqliteCounters } from './sqlite/counters.ts';
import { createSqliteForget } from './sqlite/forget.ts';
import { createSqliteJournal, type SqliteJournal } from './sqlite/journal.ts';
import { createSqliteLocks } from './sqlite/locks.ts';
import { openStateFile } from './sqlite/open.ts';
import { readSetting, writeSetting } from './sqlite/settings.ts';
import { createSweep } from './sqlite/sweep.ts';
import { createSqliteVectors } from './sqlite/vectors.ts';
import { createSqliteVersions } from './sqlite/versions.ts';

/** Where the state is kept. */
export interface SqliteStateOptions {
  /** The file; its folder is made when it is not there. */
  readonly path: string;
  readonly clock: Clock;
  /** How long a call waits while another process writes; it holds up this process meanwhile. */
  readonly busyTimeoutMs?: number;
}

/**
 * Keeps the state in one SQLite file, which several processes on one machine may have open at the same time.
 *
 * @throws {ConfigError} the file is locked, damaged, of a later release or cannot be written; says what to do
 */
export function createSqliteState({ path, clock, busyTimeoutMs = 3000 }: SqliteStateOptions): StateStore {
  const connection = openStateFile({ path, busyTimeoutMs });
  const context: SqliteContext = { connection, clock, sweep: createSweep(connection, clock) };
  const journal = createSqliteJournal(context);

  return {
    name: 'sqlite',
    claims: createSqliteClaims(context),
    conversations: createSqliteConversations(context),
    answers: createSqliteAnswers(context),
    journal,
    locks: createSqliteLocks(context),
    versions: createSqliteVersions(context),
    chunks: createSqliteChunks(context),
    vectors: createSqliteVectors(context),
    counters: createSqliteCounters(context),
    forget: createSqliteForget(context),
    async salt() {
      return connection.transaction(() => readSalt(connection));
    },
    async ping() {
      // An idle twin is asked for its health still, so that old turns go then, too.
      context.sweep();
      connection.exec('SELECT 1');
    },
    async [Symbol.asyncDispose]() {
      if (!connection.isOpen) return;

      leave(connection, journal);
      connection.close();
    },
  };
}

/**
 * Lets another process end what this one leaves behind, and moves what the write-ahead log holds into the file, so that
 * whoever copies that one file has everything.
 */
function leave(connection: Connection, journal: SqliteJournal): void {
  try {
    journal.letGo();
    connection.exec('PRAGMA wal_checkpoint(PASSIVE)');
  } catch {
    // Nothing is lost: the lease ends by itself, and the next one who opens the file reads the log, too.
  }
}

function readSalt(connection: Connection): string {
  const known = readSetting(connection, 'salt');
  if (known !== undefined) return known;
  const salt = randomBytes(16).toString('hex');
  writeSetting(connection, 'salt', salt);
  return salt;
}
