import { hostname } from 'node:os';
import { z } from 'zod';
import type { JournalStore } from '../../../core/state-store.ts';
import { parseJournalEntry } from '../stored.ts';
import type { SqliteContext } from './context.ts';

const bodyRow = z.object({ body: z.string() });
const ownedBody = z.object({ owner: z.object({ host: z.string(), pid: z.number() }).optional() });

/**
 * Answers in flight, oldest first; one that the platform no longer lets anybody finish is gone. Those of another process
 * that still runs on this machine are its own business and not listed.
 */
export function createSqliteJournal({ connection, clock, sweep }: SqliteContext): JournalStore {
  return {
    async put(entry) {
      sweep();
      connection.run(
        `INSERT INTO journal (turn_id, body, expires_at) VALUES (?, ?, ?)
         ON CONFLICT (turn_id) DO UPDATE SET body = excluded.body, expires_at = excluded.expires_at`,
        entry.turnId,
        JSON.stringify({ ...entry, owner: { host: hostname(), pid: process.pid } }),
        entry.expiresAt,
      );
    },
    async remove(turnId) {
      connection.run('DELETE FROM journal WHERE turn_id = ?', turnId);
    },
    async list() {
      return connection
        .all(bodyRow, 'SELECT body FROM journal WHERE expires_at > ? ORDER BY id', clock.now())
        .filter(({ body }) => !isOwnedByAnother(body))
        .map(({ body }) => parseJournalEntry(body));
    },
  };
}

function isOwnedByAnother(body: string): boolean {
  const { owner } = ownedBody.parse(JSON.parse(body));
  return owner !== undefined && owner.host === hostname() && owner.pid !== process.pid && isRunning(owner.pid);
}

/** Signal 0 only asks; a process of another user runs, too. */
function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
