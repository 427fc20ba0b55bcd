import { z } from 'zod';
import type { LockStore, LockToken } from '../../../core/state-store.ts';
import type { SqliteContext } from './context.ts';

const fenceRow = z.object({ fence: z.number() });

/** Locks whose row outlives every holder, so that the fencing number only grows. */
export function createSqliteLocks({ connection, clock }: SqliteContext): LockStore {
  return {
    async acquire(name, { ttlMs }) {
      const now = clock.now();
      const row = connection.first(
        fenceRow,
        `INSERT INTO locks (name, fence, expires_at) VALUES (?, 1, ?)
         ON CONFLICT (name) DO UPDATE SET fence = locks.fence + 1, expires_at = excluded.expires_at
         WHERE locks.expires_at <= ? RETURNING fence`,
        name,
        now + ttlMs,
        now,
      );
      return row === undefined ? undefined : { name, fence: row.fence };
    },
    async renew({ name, fence }, { ttlMs }) {
      const now = clock.now();
      const sql = 'UPDATE locks SET expires_at = ? WHERE name = ? AND fence = ? AND expires_at > ?';
      return connection.run(sql, now + ttlMs, name, fence, now) === 1;
    },
    async release({ name, fence }) {
      connection.run('UPDATE locks SET expires_at = 0 WHERE name = ? AND fence = ?', name, fence);
    },
  };
}

/** Whether a lock is held still; only sure inside the transaction that relies on it. */
export function isLockHeld({ connection, clock }: SqliteContext, { name, fence }: LockToken): boolean {
  const sql = 'SELECT fence FROM locks WHERE name = ? AND fence = ? AND expires_at > ?';
  return connection.first(fenceRow, sql, name, fence, clock.now()) !== undefined;
}
