import { z } from 'zod';
import type { JournalEntry, JournalStore } from '../../../core/state-store.ts';
import type { Face } from '../../../core/turn.ts';
import { parseJournalEntry } from '../stored.ts';
import type { SqliteContext } from './context.ts';
import { createJournalLease, type JournalLease } from './journal-lease.ts';

const bodyRow = z.object({ body: z.string() });
const presence = z.object({});
const takenRow = z.object({ turn_id: z.string(), body: z.string(), owner: z.string() });
/** How long an owner that stood still can find out what it lost. */
const LOSS_KNOWN_MS = 60 * 60_000;

/** A journal, and the end of this owner's lease on it. */
export interface SqliteJournal extends JournalStore {
  /** Leaves this owner's entries to whoever asks for them next. */
  letGo(): void;
}

/** Entries with their owners. Every step that looks before it writes has the file locked. */
export function createSqliteJournal(context: SqliteContext): SqliteJournal {
  const { connection, clock, sweep } = context;
  const lease = createJournalLease(context);
  const { owner } = lease;

  const insert = (entry: JournalEntry): void => {
    connection.run(
      `INSERT INTO journal (turn_id, body, expires_at, owner) VALUES (?, ?, ?, ?)
       ON CONFLICT (turn_id) DO UPDATE SET
         body = excluded.body, expires_at = excluded.expires_at, owner = excluded.owner`,
      entry.turnId,
      JSON.stringify(entry),
      entry.expiresAt,
      owner,
    );
  };

  return {
    async begin(entry, { ids, ttlMs }) {
      sweep();
      return connection.transaction(() => {
        if (!claimAll(context, ids, ttlMs)) return false;
        lease.extend();
        insert(entry);
        return true;
      });
    },
    async put(entry) {
      return connection.transaction(() => {
        const sql = 'UPDATE journal SET body = ?, expires_at = ? WHERE turn_id = ? AND owner = ?';
        if (connection.run(sql, JSON.stringify(entry), entry.expiresAt, entry.turnId, owner) === 0) {
          return (
            connection.first(presence, 'SELECT 1 FROM claims WHERE id = ?', toLossId(owner, entry.turnId)) === undefined
          );
        }
        lease.extend();
        return true;
      });
    },
    // A file that came back empty would be another one.
    restore: async () => undefined,
    async remove(turnId) {
      return connection.run('DELETE FROM journal WHERE turn_id = ? AND owner = ?', turnId, owner) > 0;
    },
    async renew() {
      // A file that is not written to lets its disk sleep.
      if (connection.first(presence, 'SELECT 1 FROM journal WHERE owner = ? LIMIT 1', owner) === undefined) return;
      lease.extend();
    },
    takeOver: async (faces) => takeOver(context, lease, faces),
    async list() {
      return connection
        .all(bodyRow, 'SELECT body FROM journal WHERE expires_at > ? ORDER BY id', clock.now())
        .map(({ body }) => parseJournalEntry(body));
    },
    letGo: () => lease.end(),
  };
}

/** All or none; only sure inside a transaction. */
function claimAll({ connection, clock }: SqliteContext, ids: readonly string[], ttlMs: number): boolean {
  const now = clock.now();
  const isClaimed = (id: string): boolean =>
    connection.first(presence, 'SELECT 1 FROM claims WHERE id = ? AND expires_at > ?', id, now) !== undefined;
  if (ids.some(isClaimed)) return false;
  for (const id of ids) {
    connection.run('INSERT OR REPLACE INTO claims (id, expires_at) VALUES (?, ?)', id, now + ttlMs);
  }
  return true;
}

function takeOver(context: SqliteContext, lease: JournalLease, faces: readonly Face[]): readonly JournalEntry[] {
  const { connection, clock } = context;
  const orphaned = `expires_at > ? AND owner NOT IN (SELECT value FROM json_each(?))
    AND json_extract(body, '$.face') IN (SELECT value FROM json_each(?))`;
  const values = (): readonly [number, string, string] => [
    clock.now(),
    JSON.stringify(lease.living()),
    JSON.stringify(faces),
  ];
  if (connection.first(presence, `SELECT 1 FROM journal WHERE ${orphaned}`, ...values()) === undefined) return [];
  return connection.transaction(() => {
    // Asked again: only now is the file locked.
    const found = values();
    const rows = connection.all(takenRow, `SELECT * FROM journal WHERE ${orphaned} ORDER BY id`, ...found);
    claimAll(
      context,
      rows.map((row) => toLossId(row.owner, row.turn_id)),
      LOSS_KNOWN_MS,
    );
    connection.run(`UPDATE journal SET owner = ? WHERE ${orphaned}`, lease.owner, ...found);
    lease.extend();
    return rows.map(({ body }) => parseJournalEntry(body));
  });
}

/** Kept among the claims: says that this owner lost this entry, also when the entry itself is gone. */
function toLossId(owner: string, turnId: string): string {
  return `lost:${owner}:${turnId}`;
}
