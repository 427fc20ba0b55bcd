import { z } from 'zod';
import type { Connection } from './connection.ts';

const valueRow = z.object({ value: z.string() });

/** A single value of the store, if it was ever written. */
export function readSetting(connection: Connection, name: string): string | undefined {
  return connection.first(valueRow, 'SELECT value FROM settings WHERE name = ?', name)?.value;
}

/** Writes a single value. */
export function writeSetting(connection: Connection, name: string, value: string): void {
  const sql =
    'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value';
  connection.run(sql, name, value);
}
