import type { UpstreamKind } from '../errors.ts';
import type { Passage } from '../profile/chunk.ts';
import type { TurnId } from '../turn.ts';

/**
 * How a turn ended.
 *
 * - `answered`: the generator wrote a whole answer
 * - `unknown`: the files do not say
 * - `degraded`: less than a whole answer that the files bear out, and marked as such: see {@link DegradedBy}
 * - `refused`: a limit or the form of the question; nothing was spent
 * - `failed`: something broke; what had been written stays
 * - `stopped`: a person had read enough; what had been written stays
 */
export type Outcome = 'answered' | 'unknown' | 'degraded' | 'refused' | 'failed' | 'stopped';

/**
 * Why an answer is degraded: the `model` was not to be had, so that passages are quoted instead; or the `index` was not, so
 * that a copy of it was searched; or the check of its `grounding` found something in it that its passages do not say. A note
 * under it says so.
 */
export type DegradedBy = 'model' | 'index' | 'grounding';

/**
 * What went wrong, for programs: `input` and `rate_limited` are refusals, `shutdown` is a process that ends, `internal` is a
 * fault of our own, and the rest is how a service failed.
 */
export type AnswerErrorKind = 'input' | 'shutdown' | 'internal' | UpstreamKind;

/** A passage that the answer rests on. */
export interface Source {
  /** The number that the text cites, as `[1]`. */
  readonly number: number;
  readonly title: string;
  readonly link?: string | undefined;
  /** The file's path relative to `DATA_DIR`. */
  readonly file: string;
  /** The passage itself. */
  readonly text: string;
}

/** The last event of every answer. */
export interface AnswerDone {
  readonly type: 'done';
  readonly turnId: TurnId;
  /** All deltas, joined. */
  readonly text: string;
  /** By number; empty when nothing was found. */
  readonly sources: readonly Source[];
  readonly outcome: Outcome;
  /** Only with the outcome `degraded`. */
  readonly degradedBy?: DegradedBy | undefined;
}

/**
 * One step of an answer. The deltas joined are all that a person has to read, notes about failures included, so a
 * face that only prints deltas is complete. `error` comes before `done` and is for programs.
 */
export type AnswerEvent =
  | { readonly type: 'passages'; readonly passages: readonly Passage[] }
  | { readonly type: 'delta'; readonly text: string }
  | { readonly type: 'error'; readonly turnId: TurnId; readonly kind: AnswerErrorKind; readonly message: string }
  | AnswerDone;
