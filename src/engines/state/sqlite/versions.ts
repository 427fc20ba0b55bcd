import { z } from 'zod';
import type { VersionStore } from '../../../core/ports.ts';
import { parseIndexVersion } from '../stored.ts';
import type { SqliteContext } from './context.ts';
import { isLockHeld } from './locks.ts';

const bodyRow = z.object({ body: z.string() });
const numberRow = z.object({ number: z.number() });

/** One row per index: the version that readers see. */
export function createSqliteVersions(context: SqliteContext): VersionStore {
  const { connection } = context;

  return {
    async active(indexName) {
      const row = connection.first(bodyRow, 'SELECT body FROM versions WHERE index_name = ?', indexName);
      return row === undefined ? undefined : parseIndexVersion(row.body);
    },
    async activeNumber(indexName) {
      return connection.first(numberRow, 'SELECT number FROM versions WHERE index_name = ?', indexName)?.number ?? 0;
    },
    async activate(indexName, version, lock) {
      return connection.transaction(() => {
        if (!isLockHeld(context, lock)) return false;
        connection.run(
          `INSERT INTO versions (index_name, number, body) VALUES (?, ?, ?)
           ON CONFLICT (index_name) DO UPDATE SET number = excluded.number, body = excluded.body`,
          indexName,
          version.number,
          JSON.stringify(version),
        );
        return true;
      });
    },
  };
}
