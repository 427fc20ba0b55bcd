import type { CallLimit } from '../../../core/call-windows.ts';
import type { BucketNews, CallBucket, ReplyLimits } from '../../../core/delivery/reply-transport.ts';
import type { BucketState } from '../rest/discord-rest.ts';

/** The calls that show a reply. Discord gives each a bucket of its own, or lets some share one. */
export type ReplyRoute = 'create' | 'edit' | 'edit-reply' | 'follow-up';

/** What is known of Discord's buckets; shared by all replies. */
export interface CallBuckets {
  /** `majorId` is the channel, or the interaction. */
  bucketOf(route: ReplyRoute, majorId: string): CallBucket;
  /** Takes what an answer said of its bucket. */
  heard(route: ReplyRoute, majorId: string, state: BucketState | undefined): BucketNews | undefined;
}

/** The most that one message holds. @see https://docs.discord.com/developers/resources/message#create-message */
export const MAX_MESSAGE_CHARS = 2000;
/**
 * What a message of a reply holds. The lines are about one screen: prose of 2,000 characters wraps to 25, so only code,
 * lists and tables are cut by them. Fewer would tear short listings apart, more would push a beginning out of sight.
 */
export const MESSAGE_LIMITS: ReplyLimits = {
  maxSize: MAX_MESSAGE_CHARS,
  unit: 'chars',
  maxLines: 30,
  tables: 'aligned',
  minIntervalMs: 0,
  isAppendOnly: false,
};

/** Routes that may share a bucket: until Discord has told, they are taken to. */
const KIN: Readonly<Record<ReplyRoute, ReplyRoute>> = {
  create: 'edit',
  edit: 'create',
  'edit-reply': 'follow-up',
  'follow-up': 'edit-reply',
};
const FAMILIES: Readonly<Record<ReplyRoute, string>> = {
  create: 'message',
  edit: 'message',
  'edit-reply': 'reply',
  'follow-up': 'reply',
};

/** Until the first answer tells; it comes within a moment. */
const UNTOLD: CallLimit = { maxCount: 3, windowMs: 1000, kind: 'fixed' };

/**
 * Learns from the headers which routes share a bucket and how much it holds. Discord documents no numbers on purpose.
 *
 * @see https://docs.discord.com/developers/topics/rate-limits#header-format
 */
export function createCallBuckets(): CallBuckets {
  const hashes = new Map<ReplyRoute, string>();
  const limits = new Map<ReplyRoute, CallLimit>();

  const keyOf = (route: ReplyRoute, majorId: string): string =>
    `discord:${hashes.get(route) ?? hashes.get(KIN[route]) ?? FAMILIES[route]}:${majorId}`;

  return {
    bucketOf: (route, majorId) => ({
      key: keyOf(route, majorId),
      limit: limits.get(route) ?? limits.get(KIN[route]) ?? UNTOLD,
      isForEnding: true,
    }),
    heard(route, majorId, state) {
      if (state === undefined) return undefined;
      const { hash, ...seen } = state;
      if (hash !== undefined) hashes.set(route, hash);
      // The whole window is told by the call that began it.
      const isFirst = seen.remaining === seen.maxCount - 1;
      if (isFirst) limits.set(route, { maxCount: seen.maxCount, windowMs: seen.resetAfterMs, kind: 'fixed' });
      return { key: keyOf(route, majorId), seen };
    },
  };
}
