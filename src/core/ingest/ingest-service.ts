/** A step of an ingest, in their order; not every ingest needs all of them. */
export type IngestStep =
  | 'reading'
  | 'comparing'
  | 'writing'
  | 'verifying'
  | 'calibrating'
  | 'checking'
  | 'switching'
  | 'cleaning';

/** How far an ingest is. */
export interface IngestProgress {
  readonly step: IngestStep;
  /** What is being checked: `golden questions`. */
  readonly what?: string | undefined;
  /** Chunks done in this step, or questions. */
  readonly doneCount: number;
  /** Chunks to do in this step, or questions; 0 while unknown. */
  readonly totalCount: number;
  /** An estimate of what is left of a step that takes long. */
  readonly leftMs?: number | undefined;
}

/** A file that was refused, and why. */
export interface SourceFault {
  /** Path relative to `DATA_DIR`. */
  readonly path: string;
  readonly reason: string;
  /** What it said before goes, too: its audience is in doubt. Otherwise that stays. */
  readonly isWithdrawn?: boolean | undefined;
}

/** What an ingest or a way back did, or would do. */
export interface IngestReport {
  readonly isDryRun: boolean;
  /** Whether an earlier version was taken, and not the files. */
  readonly isRollback: boolean;
  /** The version that is live afterwards; a dry run of the way back names the one that would be. */
  readonly version: number;
  /** When that version was made, in epoch ms; 0 when there is none. */
  readonly createdAt: number;
  /** Titles of chunks, compared with the version that was live before. */
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  readonly unchangedCount: number;
  /** Chunks that were sent to the index, or would be: fewer than are new when an earlier version still holds some. */
  readonly writtenCount: number;
  /** What the checks found wrong with a version that went live all the same. */
  readonly warnings: readonly string[];
  /** Files that were refused; what they said before stays. */
  readonly faults: readonly SourceFault[];
  readonly durationMs: number;
}

/** How to run. */
export interface IngestOptions {
  /** Only says what would change. */
  readonly isDryRun: boolean;
  readonly signal: AbortSignal;
  readonly onProgress?: ((progress: IngestProgress) => void) | undefined;
}

/** Brings an index up to date with the files of `DATA_DIR`, and back. */
export interface IngestService {
  /**
   * Readers see the version before until the new one is whole and checked, and that one stays when anything fails.
   *
   * @throws {RefusedVersionError} a check found what the version before does better, and `isForced` is not set
   * @throws {InputError} another ingest is running, or no file could be read
   * @throws {UpstreamError} the index failed
   */
  ingest(options: IngestOptions & { readonly isForced?: boolean }): Promise<IngestReport>;
  /**
   * Lets readers see the newest kept version before the present one again, in one step. Needs neither files nor a model.
   *
   * @throws {InputError} there is none, its chunks are gone, or an ingest is running
   * @throws {UpstreamError} the index failed
   */
  rollback(options: IngestOptions): Promise<IngestReport>;
}
