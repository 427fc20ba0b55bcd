import type { Face, TenantKey, UserKey } from '../turn.ts';
import type { IngestProgress, IngestReport } from '../ingest/ingest-service.ts';

/** Who gives a command. */
export interface Actor {
  readonly face: Face;
  readonly user: UserKey;
  /** The platform's bare user id, as it stands in `TWIN_ADMINS` after the colon. */
  readonly userId: string;
}

/** How to re-ingest. */
export interface ReingestOptions {
  /** Only says what would change. */
  readonly isDryRun: boolean;
  /** Goes back to the version before instead of reading the files. */
  readonly isRollback: boolean;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: IngestProgress) => void;
}

/** What people can tell the twin to do besides answering. Texts are Markdown and ready to show. */
export interface TwinCommands {
  /** What the twin is, of whom, from what, and what is kept for how long. */
  about(): Promise<string>;
  /** Deletes everything that was kept for a workspace or server that the twin has left. Logs an audit line; never rejects. */
  leave(tenant: TenantKey): Promise<void>;
  /** What is left of the person's limit, and when it starts anew. */
  quota(actor: Actor): Promise<string>;
  /** Deletes everything that is kept about the person, and says what. */
  forget(actor: Actor): Promise<string>;
  /**
   * Brings the index up to date with the files, or goes back. Logs an audit line for the request and for its end.
   *
   * @throws {NotAllowedError} the person is no admin; show the message to that person only
   * @throws {InputError} another ingest is running, no file could be read, a check refuses what they say now, or there is
   * nothing to go back to
   * @throws {UpstreamError} the index failed; the version before stays live
   */
  reingest(actor: Actor, options: ReingestOptions): Promise<IngestReport>;
}
