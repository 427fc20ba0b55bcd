import { readConfig } from '../../src/config/config.ts';
import type { Breach } from './attack-job.ts';
import type { AttackRow } from './rows.ts';

/** No source but `DATA_DIR` exists; as that, a row that names another one must be refused, too. */
export function findUnrefusedSources(row: AttackRow): readonly Breach[] {
  if (row.surface !== 'ingest_source') return [];
  try {
    readConfig(new Map([['DATA_DIR', row.text]]));
    return [{ id: row.id, face: 'DATA_DIR', check: 'before_io', what: 'was taken' }];
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ConfigError') throw error;
    return [];
  }
}
