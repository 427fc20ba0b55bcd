import type { Clock, Logger, VectorIndex } from '../ports.ts';
import type { StateStore } from '../state-store.ts';

/** Waits of an ingest, in milliseconds; tests shorten them. */
export interface IngestTiming {
  /** How long a holder that died keeps the lock. A living one renews it three times as often. */
  readonly lockTtlMs: number;
  /** How long written chunks may take until a query can see them. */
  readonly verifyTimeoutMs: number;
  /** How long questions that began on the old version may still need its chunks after the switch. */
  readonly graceMs: number;
}

/** A hosted index may take minutes to embed a large profile; a question's search is over well within the grace. */
export const DEFAULT_INGEST_TIMING: IngestTiming = { lockTtlMs: 8000, verifyTimeoutMs: 120_000, graceMs: 500 };

/** What an ingest works with. */
export interface IngestParts {
  readonly dataDir: string;
  readonly index: VectorIndex;
  readonly state: Pick<StateStore, 'locks' | 'versions'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly timing: IngestTiming;
}
