import type { CallGrant, CallLimit, CallWindow, CallWindows, SeenWindow } from '../../core/call-windows.ts';
import type { Clock } from '../../core/ports.ts';

/** One bucket. */
interface Bucket {
  limit: CallLimit;
  /** Whether the platform told the limit; until then it is the caller's. */
  isLearned: boolean;
  /** Calls that were taken and not settled, with the time after which they are forgotten. */
  readonly open: Map<string, number>;
  /** When the settled calls of a sliding window happened, oldest first. */
  settledAt: readonly number[];
  /** Settled calls of the fixed window that ends at `resetAt`, and how many of it the platform told of. */
  settledCount: number;
  seenCount: number;
  resetAt: number;
  /** Whether the platform said when the window ends. */
  isSeen: boolean;
  pausedUntil: number;
}

const HOLD_MS = 60_000;
/** When calls on their way are all that stands in the way, nobody knows when they are over. */
const LOOK_AGAIN_MS = 250;
/** Buckets of interactions come and go; so many may be idle. */
const MAX_IDLE = 1000;

/** Counts in this process only; a restart forgives everything. */
export function createMemoryCallWindows({ clock }: { readonly clock: Clock }): CallWindows {
  const buckets = new Map<string, Bucket>();
  let ticketCount = 0;

  const find = (key: string, limit: CallLimit): Bucket => {
    const bucket = buckets.get(key) ?? createBucket(limit);
    if (!bucket.isLearned) bucket.limit = limit;
    // The newest last, so that the first ones are those that were idle longest.
    buckets.delete(key);
    buckets.set(key, bucket);
    pass(bucket, clock.now());
    return bucket;
  };

  const forgetIdle = (): void => {
    if (buckets.size <= MAX_IDLE) return;
    for (const [key, bucket] of buckets) {
      pass(bucket, clock.now());
      if (buckets.size <= MAX_IDLE) return;
      if (isIdle(bucket, clock.now())) buckets.delete(key);
    }
  };

  return {
    async take(key, limit, { keep = 0, holdMs = HOLD_MS } = {}) {
      forgetIdle();
      const bucket = find(key, limit);
      if (toWindow(bucket, clock.now()).remaining <= keep) return toWindow(bucket, clock.now());
      ticketCount += 1;
      const ticket = String(ticketCount);
      bucket.open.set(ticket, clock.now() + holdMs);
      return { ...toWindow(bucket, clock.now()), ticket } satisfies CallGrant;
    },
    async settle(key, ticket) {
      const bucket = buckets.get(key);
      if (bucket?.open.delete(ticket) === true) count(bucket, clock.now());
    },
    async giveBack(key, ticket) {
      buckets.get(key)?.open.delete(ticket);
    },
    async learn(key, seen) {
      learn(find(key, { maxCount: seen.maxCount, windowMs: seen.resetAfterMs, kind: 'fixed' }), seen, clock.now());
    },
    async pause(key, forMs) {
      const bucket = find(key, buckets.get(key)?.limit ?? { maxCount: 1, windowMs: forMs, kind: 'fixed' });
      bucket.pausedUntil = Math.max(bucket.pausedUntil, clock.now() + forMs);
    },
    async peek(key, limit) {
      return toWindow(find(key, limit), clock.now());
    },
  };
}

function createBucket(limit: CallLimit): Bucket {
  const fixed = { settledCount: 0, seenCount: 0, resetAt: 0, isSeen: false };
  return { limit, isLearned: false, open: new Map(), settledAt: [], ...fixed, pausedUntil: 0 };
}

/** Lets go of what is over. */
function pass(bucket: Bucket, now: number): void {
  for (const [ticket, forgetAt] of bucket.open) if (forgetAt <= now) bucket.open.delete(ticket);
  bucket.settledAt = bucket.settledAt.filter((at) => at > now - bucket.limit.windowMs);
  if (now >= bucket.resetAt) Object.assign(bucket, { settledCount: 0, seenCount: 0, resetAt: 0, isSeen: false });
}

function isIdle(bucket: Bucket, now: number): boolean {
  return bucket.open.size + bucket.settledAt.length + usedCountOf(bucket) === 0 && bucket.pausedUntil <= now;
}

function count(bucket: Bucket, now: number): void {
  pass(bucket, now);
  if (bucket.limit.kind === 'sliding') {
    bucket.settledAt = [...bucket.settledAt, now];
    return;
  }
  bucket.settledCount += 1;
  if (bucket.resetAt === 0) bucket.resetAt = now + bucket.limit.windowMs;
}

/**
 * Answers come late and out of order. One that speaks of the window that is known can only add calls of others; one
 * whose window ends much later speaks of the next one, and one whose window ends much earlier of the last.
 */
function learn(bucket: Bucket, { maxCount, remaining, resetAfterMs }: SeenWindow, now: number): void {
  const resetAt = now + resetAfterMs;
  const isWhole = remaining >= maxCount - 1;
  const windowMs = isWhole ? resetAfterMs : Math.max(bucket.limit.windowMs, resetAfterMs);
  bucket.limit = { maxCount, windowMs, kind: 'fixed' };
  bucket.isLearned = true;
  const seenCount = maxCount - remaining;
  const isSame = bucket.isSeen && Math.abs(resetAt - bucket.resetAt) <= windowMs / 2;
  if (isSame) {
    bucket.seenCount = Math.max(bucket.seenCount, seenCount);
    bucket.resetAt = Math.max(bucket.resetAt, resetAt);
  } else if (!bucket.isSeen) {
    Object.assign(bucket, { seenCount, resetAt, isSeen: true });
  } else if (resetAt > bucket.resetAt) {
    Object.assign(bucket, { settledCount: 0, seenCount, resetAt });
  }
  // What the platform knows of and is not on its way any more was made, whoever made it.
  bucket.settledCount = Math.max(bucket.settledCount, bucket.seenCount - bucket.open.size);
}

/** Calls of others are told of by the platform alone; those that are settled may not have been told of yet. */
function usedCountOf({ limit, settledAt, settledCount, seenCount }: Bucket): number {
  return limit.kind === 'sliding' ? settledAt.length : Math.max(settledCount, seenCount);
}

function toWindow(bucket: Bucket, now: number): CallWindow {
  const { limit, open, settledAt, resetAt, pausedUntil } = bucket;
  const { maxCount, windowMs } = limit;
  const pausedMs = Math.max(0, pausedUntil - now);
  const usedCount = usedCountOf(bucket);
  const remaining = pausedMs > 0 ? 0 : Math.max(0, maxCount - usedCount - open.size);
  const moreAt = limit.kind === 'sliding' ? (settledAt[0] ?? -windowMs) + windowMs : resetAt;
  const openMs = open.size > 0 ? LOOK_AGAIN_MS : 0;
  const moreAfterMs = Math.max(pausedMs, usedCount > 0 ? moreAt - now : openMs);
  return { maxCount, windowMs, remaining, moreAfterMs };
}
