/** How far an ingest is. */
export interface IngestProgress {
  readonly step: 'reading' | 'comparing' | 'writing' | 'verifying' | 'switching' | 'cleaning';
  /** Chunks done in this step. */
  readonly doneCount: number;
  /** Chunks to do in this step; 0 while unknown. */
  readonly totalCount: number;
}

/** A file that was refused, and why. */
export interface SourceFault {
  /** Path relative to `DATA_DIR`. */
  readonly path: string;
  readonly reason: string;
}

/** What an ingest did, or would do. */
export interface IngestReport {
  readonly isDryRun: boolean;
  /** The version that is live afterwards. */
  readonly version: number;
  /** Titles of chunks. */
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  readonly unchangedCount: number;
  /** Files that were refused; what they said before stays. */
  readonly faults: readonly SourceFault[];
  readonly durationMs: number;
}

/** Brings an index up to date with the files of `DATA_DIR`. */
export interface IngestService {
  /**
   * Readers see the version before until the new one is whole, and that one stays when anything fails.
   *
   * @throws {InputError} another ingest is running, or no file could be read
   * @throws {UpstreamError} the index failed
   */
  ingest(options: {
    readonly isDryRun: boolean;
    readonly signal: AbortSignal;
    readonly onProgress?: (progress: IngestProgress) => void;
  }): Promise<IngestReport>;
}
