import type { ReplyLimits } from '../../../core/delivery/reply-transport.ts';
import type { Clock } from '../../../core/ports.ts';
import type { BucketState } from '../rest/discord-rest.ts';

/** How fast a reply may grow. */
export interface EditPace {
  /** Takes what the last call said of its bucket. */
  note(bucket: BucketState | undefined): void;
  /** What a message holds; its interval follows the bucket. */
  readonly limits: ReplyLimits;
}

/** The most that one message holds. @see https://docs.discord.com/developers/resources/message#create-message */
export const MAX_MESSAGE_CHARS = 2000;

/** Kept when Discord says nothing of its limits. */
const DEFAULT_INTERVAL_MS = 1100;
/** Nobody reads faster than this. */
const MIN_INTERVAL_MS = 400;

/**
 * Spreads what is left of the bucket over the time until it is full again, so that there is always one request left
 * for the end of the answer. Discord documents no numbers on purpose; its headers tell them.
 *
 * @see https://docs.discord.com/developers/topics/rate-limits#header-format
 */
export function createEditPace(clock: Clock): EditPace {
  let known: { readonly remaining: number; readonly resetAt: number } | undefined;
  return {
    note(bucket) {
      known = bucket && { remaining: bucket.remaining, resetAt: clock.now() + bucket.resetAfterMs };
    },
    limits: {
      maxSize: MAX_MESSAGE_CHARS,
      unit: 'chars',
      isAppendOnly: false,
      get minIntervalMs() {
        if (known === undefined) return DEFAULT_INTERVAL_MS;
        const untilResetMs = Math.max(0, known.resetAt - clock.now());
        return Math.max(MIN_INTERVAL_MS, untilResetMs / Math.max(1, known.remaining));
      },
    },
  };
}
