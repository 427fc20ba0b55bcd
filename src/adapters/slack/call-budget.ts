import type { Clock } from '../../core/ports.ts';

/** How a reply is shown: as a stream that Slack continues, or as messages that are edited. */
export type ReplyMode = 'stream' | 'edit';

/** What all replies of the app share, because Slack counts calls per method, workspace and app. */
export interface CallBudget {
  /** Takes one stream; gives `false` while the minute's share is used up. */
  takeStart(): boolean;
  /** Opens no stream for as long as Slack said, or for a minute. */
  pauseStarts(forMs: number | undefined): void;
  /** Counts a reply until the function that it gives is called. */
  enter(): () => void;
  /** Milliseconds between two requests of one reply, so that all of them together stay inside the tier. */
  intervalMs(mode: ReplyMode): number;
}

/**
 * Tiers are 20 (`chat.startStream`), 50 (`chat.update`) and 100 (`chat.appendStream`) calls a minute; a margin stays for
 * the requests that finish a reply.
 *
 * @see https://docs.slack.dev/apis/web-api/rate-limits
 */
const STARTS_PER_MINUTE = 17;
const CALLS_PER_MINUTE: Readonly<Record<ReplyMode, number>> = { stream: 85, edit: 40 };
/** Faster than this is not seen as growth, and a single reply gains nothing by it. */
const MIN_INTERVAL_MS: Readonly<Record<ReplyMode, number>> = { stream: 700, edit: 1500 };
const MINUTE_MS = 60_000;

/** Makes a budget that nothing was taken from. */
export function createCallBudget({ clock }: { readonly clock: Clock }): CallBudget {
  let starts: readonly number[] = [];
  let pausedUntil = 0;
  let replyCount = 0;
  return {
    takeStart() {
      const now = clock.now();
      starts = starts.filter((at) => at > now - MINUTE_MS);
      if (now < pausedUntil || starts.length >= STARTS_PER_MINUTE) return false;
      starts = [...starts, now];
      return true;
    },
    pauseStarts(forMs = MINUTE_MS) {
      pausedUntil = Math.max(pausedUntil, clock.now() + forMs);
    },
    enter() {
      replyCount += 1;
      let isInside = true;
      return () => {
        if (isInside) replyCount -= 1;
        isInside = false;
      };
    },
    intervalMs: (mode) => Math.max(MIN_INTERVAL_MS[mode], (replyCount * MINUTE_MS) / CALLS_PER_MINUTE[mode]),
  };
}
