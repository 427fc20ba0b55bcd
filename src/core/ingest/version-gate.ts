import type { Cancellable } from '../ports.ts';
import type { Chunk } from '../profile/chunk.ts';
import type { IndexVersion } from '../state-store.ts';

/** A version that is written and can be asked, but that readers do not see yet. */
export interface Candidate {
  readonly version: IndexVersion;
  readonly chunks: readonly Chunk[];
}

/** What a gate has found. */
export interface GateFinding {
  /** One sentence for the owner: what would break, such as the question and what its answer lacks. */
  readonly problem: string;
  /** Whether the version that readers see now has the same problem, so that the ingest does not make it worse. */
  readonly isOld: boolean;
}

/** Looks at a version before readers do. Findings that are not old stop the ingest. */
export interface VersionGate {
  /** What is looked at, in two or three words, for progress: `golden questions`. */
  readonly name: string;
  check(
    candidate: Candidate,
    options: Cancellable & {
      /** What readers see now. */
      readonly active: IndexVersion | undefined;
      readonly onProgress?: (doneCount: number, totalCount: number) => void;
    },
  ): Promise<readonly GateFinding[]>;
}

/** Measures from what confidence on an index can answer, by asking it what it cannot know. */
export type Calibrate = (
  candidate: Candidate,
  options: Cancellable & { readonly onProgress?: (doneCount: number, totalCount: number) => void },
) => Promise<IndexVersion['thresholds']>;
