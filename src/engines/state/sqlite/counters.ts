import { z } from 'zod';
import type { CounterStore } from '../../../core/state-store.ts';
import type { SqliteContext } from './context.ts';

const sumRow = z.object({ sum: z.number() });

/** Sums that start from 0 again once they have expired. */
export function createSqliteCounters({ connection, clock, sweep }: SqliteContext): CounterStore {
  return {
    async add(key, amount, { expiresAt }) {
      sweep();
      const row = connection.first(
        sumRow,
        `INSERT INTO counters (key, sum, expires_at) VALUES (?, ?, ?)
         ON CONFLICT (key) DO UPDATE SET expires_at = excluded.expires_at,
           sum = excluded.sum + CASE WHEN counters.expires_at > ? THEN counters.sum ELSE 0 END
         RETURNING sum`,
        key,
        amount,
        expiresAt,
        clock.now(),
      );
      return row?.sum ?? amount;
    },
    async read(key) {
      const sql = 'SELECT sum FROM counters WHERE key = ? AND expires_at > ?';
      return connection.first(sumRow, sql, key, clock.now())?.sum ?? 0;
    },
  };
}
