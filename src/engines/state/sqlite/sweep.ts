import type { Clock } from '../../../core/ports.ts';
import type { Connection } from './connection.ts';

/** Locks stay for ever: their numbers must go on growing. */
const EXPIRING_TABLES = ['claims', 'turns', 'journal', 'owners', 'counters', 'answers'];
const SWEEP_INTERVAL_MS = 5 * 60_000;
/** Rows per table and sweep: some milliseconds of work. */
const SWEEP_MAX_ROWS = 500;

/** Gives a function that deletes expired rows, a bounded number of them, when the last time is a while ago. */
export function createSweep(connection: Connection, clock: Clock): () => void {
  let sweptAt = 0;

  return () => {
    const now = clock.now();
    if (now - sweptAt < SWEEP_INTERVAL_MS) return;
    const count = connection.transaction(() =>
      EXPIRING_TABLES.map((table) =>
        connection.run(
          `DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table} WHERE expires_at <= ? LIMIT ?)`,
          now,
          SWEEP_MAX_ROWS,
        ),
      ),
    );
    // A table that was not done is gone on with at the next call.
    sweptAt = Math.max(...count) === SWEEP_MAX_ROWS ? 0 : now;
  };
}
