import { z } from 'zod';
import type { VectorCache } from '../../../core/state-store.ts';
import type { SqliteContext } from './context.ts';

const vectorRow = z.object({ hash: z.string(), vector: z.instanceof(ArrayBuffer) });

/** Vectors as they lie in memory: 4 bytes a number, in the byte order of every processor that Node runs on. */
export function createSqliteVectors({ connection }: SqliteContext): VectorCache {
  return {
    async read(model, hashes) {
      const rows = connection.all(
        vectorRow,
        'SELECT hash, vector FROM vectors WHERE model = ? AND hash IN (SELECT value FROM json_each(?))',
        model,
        JSON.stringify(hashes),
      );
      return new Map(rows.map(({ hash, vector }) => [hash, new Float32Array(vector)]));
    },
    async write(model, vectors) {
      const sql = `INSERT INTO vectors (model, hash, vector) VALUES (?, ?, ?)
        ON CONFLICT (model, hash) DO UPDATE SET vector = excluded.vector`;
      connection.transaction(() => {
        for (const [hash, { buffer, byteOffset, byteLength }] of vectors) {
          connection.run(sql, model, hash, Buffer.from(buffer, byteOffset, byteLength));
        }
      });
    },
    async keepOnly(model, hashes) {
      const sql = 'DELETE FROM vectors WHERE model <> ? OR hash NOT IN (SELECT value FROM json_each(?))';
      connection.run(sql, model, JSON.stringify(hashes));
    },
  };
}
