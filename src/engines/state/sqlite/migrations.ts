import { z } from 'zod';
import type { Connection } from './connection.ts';

/** Every step from an empty file to the present form. A step that was released never changes: add another one. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;
  CREATE TABLE claims (id TEXT PRIMARY KEY, expires_at REAL NOT NULL) STRICT;
  CREATE INDEX claims_by_expiry ON claims (expires_at);
  CREATE TABLE turns (
    id INTEGER PRIMARY KEY, conversation TEXT NOT NULL, user TEXT NOT NULL, at REAL NOT NULL,
    body TEXT NOT NULL, expires_at REAL NOT NULL
  ) STRICT;
  CREATE INDEX turns_by_conversation ON turns (conversation, at);
  CREATE INDEX turns_by_user ON turns (user);
  CREATE INDEX turns_by_expiry ON turns (expires_at);
  CREATE TABLE journal (
    id INTEGER PRIMARY KEY, turn_id TEXT NOT NULL UNIQUE, body TEXT NOT NULL, expires_at REAL NOT NULL
  ) STRICT;
  CREATE TABLE locks (name TEXT PRIMARY KEY, fence INTEGER NOT NULL, expires_at REAL NOT NULL) WITHOUT ROWID, STRICT;
  CREATE TABLE counters (key TEXT PRIMARY KEY, sum REAL NOT NULL, expires_at REAL NOT NULL) STRICT;
  `,
  `
  CREATE TABLE versions (index_name TEXT PRIMARY KEY, number INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
  CREATE TABLE chunks (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
  CREATE TABLE vectors (
    model TEXT NOT NULL, hash TEXT NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (model, hash)
  ) STRICT;
  `,
  `
  ALTER TABLE versions RENAME TO single_versions;
  CREATE TABLE versions (
    index_name TEXT NOT NULL, number INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (index_name, number)
  ) STRICT;
  CREATE TABLE active_versions (index_name TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT;
  INSERT INTO versions SELECT index_name, number, body FROM single_versions;
  INSERT INTO active_versions SELECT index_name, number FROM single_versions;
  DROP TABLE single_versions;
  CREATE TABLE answers (key TEXT PRIMARY KEY, body TEXT NOT NULL, expires_at REAL NOT NULL) STRICT;
  CREATE INDEX answers_by_expiry ON answers (expires_at);
  `,
  // Nobody knows any more whose questions the answers before this step were for.
  `
  ALTER TABLE turns ADD COLUMN tenant TEXT;
  CREATE INDEX turns_by_tenant ON turns (tenant);
  DELETE FROM answers;
  ALTER TABLE answers ADD COLUMN user TEXT;
  ALTER TABLE answers ADD COLUMN tenant TEXT;
  CREATE INDEX answers_by_user ON answers (user);
  CREATE INDEX answers_by_tenant ON answers (tenant);
  `,
  `
  ALTER TABLE journal ADD COLUMN owner TEXT NOT NULL DEFAULT '';
  CREATE INDEX journal_by_owner ON journal (owner);
  CREATE TABLE owners (
    id TEXT PRIMARY KEY, place TEXT NOT NULL, pid INTEGER NOT NULL, expires_at REAL NOT NULL
  ) STRICT;
  `,
];

/** The file was written by a later release than this one. */
export class NewerFileError extends Error {
  override readonly name = 'NewerFileError';
}

const versionRow = z.object({ user_version: z.number() });

/**
 * Brings a file to the present form, in one transaction: all of it or nothing. Safe when several processes do so at
 * the same time.
 *
 * @throws {NewerFileError} the file is ahead of `migrations`
 * @throws {SqlError}
 */
export function migrate(connection: Connection, migrations: readonly string[] = MIGRATIONS): void {
  connection.transaction(() => {
    const version = connection.first(versionRow, 'PRAGMA user_version')?.user_version ?? 0;
    if (version > migrations.length) throw new NewerFileError(`version ${version}`);
    if (version === migrations.length) return;
    for (const step of migrations.slice(version)) connection.exec(step);
    connection.exec(`PRAGMA user_version = ${migrations.length}`);
  });
}
