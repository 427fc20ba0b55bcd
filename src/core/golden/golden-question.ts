import type { Audience } from '../audience.ts';

/** What the answer to a golden question must be. */
export type Expectation =
  /** It holds one wording of each group, such as `[['2019'], ['nine', '9']]`. */
  | { readonly kind: 'contains'; readonly groups: readonly (readonly string[])[] }
  /** The twin says that it does not know. */
  | { readonly kind: 'unknown' };

/** A question of which the owner knows what must be answered. */
export interface GoldenQuestion {
  readonly question: string;
  /** Who asks. */
  readonly audience: Audience;
  /** What is asked before it, in the same conversation; oldest first. */
  readonly after: readonly string[];
  readonly expectation: Expectation;
}

/** The golden questions of a twin. */
export interface GoldenSet {
  readonly questions: readonly GoldenQuestion[];
  /** What is probably not meant so, each with its line. */
  readonly warnings: readonly string[];
}

/** The file of `DATA_DIR` that holds them; it is not read as knowledge. */
export const GOLDEN_FILE = 'golden.jsonl';
