import type { Clock, DocumentReader, Logger, VectorIndex } from '../ports.ts';
import type { StateStore } from '../state-store.ts';
import type { Calibrate, VersionGate } from './version-gate.ts';

/** Waits of an ingest, in milliseconds; tests shorten them. */
export interface IngestTiming {
  /** How long a holder that died keeps the lock. A living one renews it three times as often. */
  readonly lockTtlMs: number;
  /** How long written chunks may take until a query can see them. */
  readonly verifyTimeoutMs: number;
  /** How long to wait before looking for them again, at first; later ones are longer. */
  readonly verifyPauseMs: number;
  /** How long questions that began on the old version may still need its chunks after the switch. */
  readonly graceMs: number;
}

/** A hosted index may take minutes to embed a large profile; a question's search is over well within the grace. */
export const DEFAULT_INGEST_TIMING: IngestTiming = {
  lockTtlMs: 8000,
  verifyTimeoutMs: 120_000,
  verifyPauseMs: 200,
  graceMs: 500,
};

/** What an ingest works with. */
export interface IngestParts {
  readonly dataDir: string;
  /** Without one, PDF, DOCX and HTML are refused. */
  readonly documents?: DocumentReader | undefined;
  readonly index: VectorIndex;
  readonly state: Pick<StateStore, 'locks' | 'versions' | 'answers'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Looked through in this order before readers see a version. */
  readonly gates: readonly VersionGate[];
  /** Nothing leaves the index to its own threshold. */
  readonly calibrate: Calibrate | undefined;
  readonly timing: IngestTiming;
}

/** What the ingest service is built from. */
export interface IngestServiceOptions extends Omit<IngestParts, 'timing' | 'gates' | 'calibrate'> {
  readonly gates?: readonly VersionGate[] | undefined;
  readonly calibrate?: Calibrate | undefined;
  readonly timing?: Partial<IngestTiming>;
}

/** Fills in what was left out. */
export function toIngestParts({ gates = [], calibrate, timing, ...rest }: IngestServiceOptions): IngestParts {
  return { ...rest, gates, calibrate, timing: { ...DEFAULT_INGEST_TIMING, ...timing } };
}
