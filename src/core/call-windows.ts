/** How often the calls of one bucket may be made. */
export interface CallLimit {
  readonly maxCount: number;
  readonly windowMs: number;
  /**
   * `fixed`: a window begins with the first call after the last one was over, and its end frees every call at once.
   * `sliding`: no `windowMs`, wherever it begins, has more calls.
   */
  readonly kind: 'fixed' | 'sliding';
}

/** What a platform's answer said of the bucket that its call counted against. */
export interface SeenWindow {
  readonly maxCount: number;
  readonly remaining: number;
  readonly resetAfterMs: number;
}

/** What is left of a bucket. */
export interface CallWindow {
  /** As the platform said last, or else as the caller's limit says. */
  readonly maxCount: number;
  readonly windowMs: number;
  /** Calls that may be made now; those that are on their way count as made. 0 while the bucket is paused. */
  readonly remaining: number;
  /** Milliseconds until more may be made, as far as it is known; 0 when nothing was taken. */
  readonly moreAfterMs: number;
}

/** What came of {@link CallWindows.take}. */
export interface CallGrant extends CallWindow {
  /** Names the call that was taken; absent when none was. */
  readonly ticket?: string | undefined;
}

/** How to take a call. */
export interface TakeOptions {
  /** How many calls must be left for others after this one; 0 unless told. */
  readonly keep?: number;
  /** A ticket that nobody settles, because its process died, is forgotten after this long; 60 s unless told. */
  readonly holdMs?: number;
}

/**
 * Counts the calls to a platform by its buckets, so that all who share one stay inside its limit: every answer of this
 * process, or of every process where the engine is shared. Time is the store's. A call is taken before it is made and
 * settled when its answer is there: in between the platform may count it at any moment, so it counts as made now. A
 * ticket that is held keeps one call free for later.
 *
 * No method rejects: an engine whose store is away counts by itself until it is back.
 */
export interface CallWindows {
  /** Takes one, if more than `keep` are left. `limit` holds until {@link learn} told better. */
  take(key: string, limit: CallLimit, options?: TakeOptions): Promise<CallGrant>;
  /** The call was made: from now on it counts where it happened. A ticket that is not known is no error. */
  settle(key: string, ticket: string): Promise<void>;
  /** The call was never made. */
  giveBack(key: string, ticket: string): Promise<void>;
  /** Takes over what a platform said of a bucket with fixed windows. Told before the call that heard it is settled. */
  learn(key: string, seen: SeenWindow): Promise<void>;
  /** Nothing more is granted for so long, because the platform said so. A longer pause stays. */
  pause(key: string, forMs: number): Promise<void>;
  peek(key: string, limit: CallLimit): Promise<CallWindow>;
}
