import { z } from 'zod';
import type { ConversationStore } from '../../../core/state-store.ts';
import { parseStoredTurn } from '../stored.ts';
import type { SqliteContext } from './context.ts';

const bodyRow = z.object({ body: z.string() });

/** Turns by conversation. */
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
    async append(key, { user, tenant }, turn, { ttlMs }) {
      sweep();
      connection.run(
        'INSERT INTO turns (conversation, user, tenant, at, body, expires_at) VALUES (?, ?, ?, ?, ?, ?)',
        key,
        user,
        tenant ?? null,
        turn.at,
        JSON.stringify(turn),
        clock.now() + ttlMs,
      );
    },
  };
}
