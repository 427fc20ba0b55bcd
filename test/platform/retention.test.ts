import { join } from 'node:path';
import Database from 'libsql';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createSlackBench } from '../fakes/slack/slack-bench.ts';

const DAY_MS = 24 * 60 * 60_000;
/** What holds nothing of a person: the knowledge, its versions, and settings of this installation. */
const KEPT = ['active_versions', 'chunks', 'settings', 'vectors', 'versions'];
const MARK = 'zebrafinch';

test('the embedded state keeps nothing that comes from a person for longer than a day and an hour', async () => {
  await using bench = await createSlackBench();
  await bench.fake.mention({ text: `Where does Maya work, ${MARK}?`, user: 'U0ZEBRA' });
  await bench.idle();

  const tables = readTables(join(bench.test.dataDir, '..', 'state', 'state.sqlite'));

  const lasting = tables.filter(({ columns }) => !columns.includes('expires_at'));
  expect(lasting.map(({ name }) => name)).toEqual(KEPT);
  expect(JSON.stringify(lasting)).not.toMatch(/zebrafinch|U0ZEBRA/);
  const expiring = tables.filter(({ columns }) => columns.includes('expires_at')).flatMap(({ rows }) => rows);
  expect(JSON.stringify(expiring)).toContain(MARK);
  const latest = Math.max(...expiring.map((row) => z.object({ expires_at: z.number() }).parse(row).expires_at));
  expect(latest - Date.now()).toBeLessThanOrEqual(DAY_MS + 60 * 60_000);
});

interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly unknown[];
}

function readTables(path: string): readonly Table[] {
  const database = new Database(path, { readonly: true });
  const named = z.array(z.object({ name: z.string() }));
  const sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
  const tables = named.parse(database.prepare(sql).all()).map(({ name }) => ({
    name,
    columns: named.parse(database.prepare(`PRAGMA table_info(${name})`).all()).map((column) => column.name),
    rows: z.array(z.unknown()).parse(database.prepare(`SELECT * FROM ${name}`).all()),
  }));
  database.close();
  return tables;
}
