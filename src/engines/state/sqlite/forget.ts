import type { Forgotten, StateStore } from '../../../core/state-store.ts';
import type { SqliteContext } from './context.ts';

/** Deletes in one step; what is deleted is overwritten in the file, and in its write-ahead log. */
export function createSqliteForget({ connection }: SqliteContext): StateStore['forget'] {
  return async (whose) => {
    const [column, value] = 'user' in whose ? ['user', whose.user] : ['tenant', whose.tenant];
    const forgotten = connection.transaction((): Forgotten => ({
      turns: connection.run(`DELETE FROM turns WHERE ${column} = ?`, value),
      answers: connection.run(`DELETE FROM answers WHERE ${column} = ?`, value),
      replies: connection.run(`DELETE FROM journal WHERE json_extract(body, '$.${column}') = ?`, value),
    }));
    // Until then the log still holds the text.
    if (forgotten.turns + forgotten.answers + forgotten.replies > 0) {
      connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    }
    return forgotten;
  };
}
