import { z } from 'zod';
import type { JournalStore } from '../../../core/ports.ts';
import { parseJournalEntry } from '../stored.ts';
import type { SqliteContext } from './context.ts';

const bodyRow = z.object({ body: z.string() });

/** Answers in flight, oldest first; one that the platform no longer lets anybody finish is gone. */
export function createSqliteJournal({ connection, clock, sweep }: SqliteContext): JournalStore {
  return {
    async put(entry) {
      sweep();
      connection.run(
        `INSERT INTO journal (turn_id, body, expires_at) VALUES (?, ?, ?)
         ON CONFLICT (turn_id) DO UPDATE SET body = excluded.body, expires_at = excluded.expires_at`,
        entry.turnId,
        JSON.stringify(entry),
        entry.expiresAt,
      );
    },
    async remove(turnId) {
      connection.run('DELETE FROM journal WHERE turn_id = ?', turnId);
    },
    async list() {
      return connection
        .all(bodyRow, 'SELECT body FROM journal WHERE expires_at > ? ORDER BY id', clock.now())
        .map(({ body }) => parseJournalEntry(body));
    },
  };
}
