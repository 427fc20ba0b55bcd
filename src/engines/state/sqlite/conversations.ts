import { z } from 'zod';
import type { ConversationStore } from '../../../core/state-store.ts';
import { parseStoredTurn } from '../stored.ts';
import type { SqliteContext } from './context.ts';

const bodyRow = z.object({ body: z.string() });

/** Turns by conversation. What is forgotten is overwritten in the file, and in its write-ahead log. */
export function createSqliteConversations({ connection, clock, sweep }: SqliteContext): ConversationStore {
  return {
    async read(key, { maxTurns }) {
      const rows = connection.all(
        bodyRow,
        'SELECT body FROM turns WHERE conversation = ? AND expires_at > ? ORDER BY at DESC, id DESC LIMIT ?',
        key,
        clock.now(),
        maxTurns,
      );
      return rows.map(({ body }) => parseStoredTurn(body)).toReversed();
    },
    async append(key, user, turn, { ttlMs }) {
      sweep();
      connection.run(
        'INSERT INTO turns (conversation, user, at, body, expires_at) VALUES (?, ?, ?, ?, ?)',
        key,
        user,
        turn.at,
        JSON.stringify(turn),
        clock.now() + ttlMs,
      );
    },
    async forget(user) {
      const count = connection.run('DELETE FROM turns WHERE user = ?', user);
      // Until then the log still holds the text.
      if (count > 0) connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      return count;
    },
  };
}
