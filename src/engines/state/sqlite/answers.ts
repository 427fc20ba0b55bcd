import { z } from 'zod';
import type { AnswerStore } from '../../../core/state-store.ts';
import { parseJson } from '../stored.ts';
import type { SqliteContext } from './context.ts';

const bodyRow = z.object({ body: z.string() });

/** Answers to be given again; swept like everything that expires. */
export function createSqliteAnswers({ connection, clock, sweep }: SqliteContext): AnswerStore {
  return {
    async read(key) {
      const sql = 'SELECT body FROM answers WHERE key = ? AND expires_at > ?';
      const row = connection.first(bodyRow, sql, key, clock.now());
      return row === undefined ? undefined : parseJson(row.body);
    },
    async write(key, answer, { ttlMs, origin: { user, tenant } }) {
      sweep();
      connection.run(
        `INSERT INTO answers (key, body, expires_at, user, tenant) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (key) DO UPDATE SET body = excluded.body, expires_at = excluded.expires_at,
           user = excluded.user, tenant = excluded.tenant`,
        key,
        JSON.stringify(answer),
        clock.now() + ttlMs,
        user,
        tenant ?? null,
      );
    },
    async clear() {
      return connection.run('DELETE FROM answers');
    },
  };
}
