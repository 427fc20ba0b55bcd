import { setImmediate as yieldToOthers } from 'node:timers/promises';

import { z } from 'zod';
import type { Chunk } from '../../../core/profile/chunk.ts';
import type { ChunkStore } from '../../../core/state-store.ts';
import { parseChunk } from '../stored.ts';
import type { SqliteContext } from './context.ts';
import { readSetting, writeSetting } from './settings.ts';

const bodyRow = z.object({ body: z.string() });
const REVISION = 'chunks.revision';
/** How many are parsed before others get their turn; about 10 ms. */
const BATCH_SIZE = 500;

/** Whole chunks; the revision grows in the transaction that changes them, and not when nothing changed. */
export function createSqliteChunks({ connection }: SqliteContext): ChunkStore {
  const revision = (): number => Number(readSetting(connection, REVISION) ?? 0);

  const change = (work: () => number): void =>
    connection.transaction(() => {
      if (work() > 0) writeSetting(connection, REVISION, String(revision() + 1));
    });

  const put = (id: string, body: string): number =>
    connection.run(
      `INSERT INTO chunks (id, body) VALUES (?, ?)
       ON CONFLICT (id) DO UPDATE SET body = excluded.body WHERE chunks.body <> excluded.body`,
      id,
      body,
    );

  return {
    async list() {
      const rows = connection.all(bodyRow, 'SELECT body FROM chunks');
      const chunks: Chunk[] = [];
      for (const { body } of rows) {
        chunks.push(parseChunk(body));
        if (chunks.length % BATCH_SIZE === 0) await yieldToOthers();
      }
      return chunks;
    },
    async put(chunks) {
      change(() => chunks.reduce((count, chunk) => count + put(chunk.id, JSON.stringify(chunk)), 0));
    },
    async delete(ids) {
      const sql = 'DELETE FROM chunks WHERE id IN (SELECT value FROM json_each(?))';
      change(() => connection.run(sql, JSON.stringify(ids)));
    },
    async revision() {
      return revision();
    },
  };
}
