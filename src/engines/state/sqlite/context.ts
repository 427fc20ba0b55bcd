import type { Clock } from '../../../core/ports.ts';
import type { Connection } from './connection.ts';

/** What every facet of the store works with. */
export interface SqliteContext {
  readonly connection: Connection;
  readonly clock: Clock;
  /** To be called before a write: now and then it deletes a few rows that have expired. */
  readonly sweep: () => void;
}
