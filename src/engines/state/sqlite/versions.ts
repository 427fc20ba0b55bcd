import { z } from 'zod';
import { KEPT_VERSIONS } from '../../../core/state-store.ts';
import type { IndexVersion, VersionStore } from '../../../core/state-store.ts';
import { parseIndexVersion } from '../stored.ts';
import type { Connection } from './connection.ts';
import type { SqliteContext } from './context.ts';
import { isLockHeld } from './locks.ts';

const bodyRow = z.object({ body: z.string() });
const numberRow = z.object({ number: z.number() });

/** One row per kept version, and one per index that points to the active one. */
export function createSqliteVersions(context: SqliteContext): VersionStore {
  const { connection } = context;

  return {
    async active(indexName) {
      const row = connection.first(
        bodyRow,
        'SELECT body FROM versions JOIN active_versions USING (index_name, number) WHERE index_name = ?',
        indexName,
      );
      return row === undefined ? undefined : parseIndexVersion(row.body);
    },
    async activeNumber(indexName) {
      return readNumber(connection, indexName);
    },
    async history(indexName) {
      return connection
        .all(bodyRow, 'SELECT body FROM versions WHERE index_name = ? ORDER BY number DESC', indexName)
        .map(({ body }) => parseIndexVersion(body));
    },
    async activate(indexName, version, lock) {
      return connection.transaction(() => {
        if (!isLockHeld(context, lock)) return false;
        dropLeftBehind(connection, indexName, version);
        keep(connection, indexName, version);
        connection.run(
          `INSERT INTO active_versions (index_name, number) VALUES (?, ?)
           ON CONFLICT (index_name) DO UPDATE SET number = excluded.number`,
          indexName,
          version.number,
        );
        return true;
      });
    },
  };
}

function readNumber(connection: Connection, indexName: string): number {
  return connection.first(numberRow, 'SELECT number FROM active_versions WHERE index_name = ?', indexName)?.number ?? 0;
}

function keep(connection: Connection, indexName: string, version: IndexVersion): void {
  connection.run(
    'INSERT INTO versions (index_name, number, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    indexName,
    version.number,
    JSON.stringify(version),
  );
  connection.run(
    `DELETE FROM versions WHERE index_name = ?1 AND number NOT IN
       (SELECT number FROM versions WHERE index_name = ?1 ORDER BY number DESC LIMIT ?2)`,
    indexName,
    KEPT_VERSIONS,
  );
}

/** Versions that were left by going back are given up once a new one follows. */
function dropLeftBehind(connection: Connection, indexName: string, { number }: IndexVersion): void {
  const active = readNumber(connection, indexName);
  connection.run(
    `DELETE FROM versions WHERE index_name = ?1 AND number > ?2
       AND ?3 > (SELECT MAX(number) FROM versions WHERE index_name = ?1)`,
    indexName,
    active,
    number,
  );
}
