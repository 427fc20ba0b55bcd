import type { ClaimStore } from '../../../core/state-store.ts';
import type { SqliteContext } from './context.ts';

/** Claims in one statement, so that of any number of processes one wins. */
export function createSqliteClaims({ connection, clock, sweep }: SqliteContext): ClaimStore {
  return {
    async claim(id, { ttlMs }) {
      sweep();
      const now = clock.now();
      const changeCount = connection.run(
        `INSERT INTO claims (id, expires_at) VALUES (?, ?)
         ON CONFLICT (id) DO UPDATE SET expires_at = excluded.expires_at WHERE claims.expires_at <= ?`,
        id,
        now + ttlMs,
        now,
      );
      return changeCount === 1;
    },
  };
}
