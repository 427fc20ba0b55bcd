/** So many calls per window and bucket. */
export interface BucketLimit {
  readonly maxCount: number;
  readonly windowMs: number;
}

/** What one call found in its bucket. */
export interface BucketState {
  readonly isAllowed: boolean;
  readonly bucket: string;
  readonly limit: BucketLimit;
  readonly remaining: number;
  readonly resetAfterMs: number;
}

/** Fixed windows that begin with the first call, as Discord's headers describe them. */
export interface RateBuckets {
  take(bucket: string, limit: BucketLimit): BucketState;
}

/** Starts with full buckets. */
export function createRateBuckets(now: () => number): RateBuckets {
  const windows = new Map<string, { startedAt: number; count: number }>();

  return {
    take(bucket, limit) {
      const at = now();
      const known = windows.get(bucket);
      const window = known !== undefined && at - known.startedAt < limit.windowMs ? known : { startedAt: at, count: 0 };
      windows.set(bucket, window);
      const isAllowed = window.count < limit.maxCount;
      if (isAllowed) window.count += 1;
      return {
        isAllowed,
        bucket,
        limit,
        remaining: limit.maxCount - window.count,
        resetAfterMs: window.startedAt + limit.windowMs - at,
      };
    },
  };
}

/** The headers that tell a client about its bucket. */
export function toRateHeaders({ bucket, limit, remaining, resetAfterMs }: BucketState): Record<string, string> {
  return {
    'X-RateLimit-Limit': String(limit.maxCount),
    'X-RateLimit-Remaining': String(remaining),
    'X-RateLimit-Reset-After': (resetAfterMs / 1000).toFixed(3),
    'X-RateLimit-Bucket': Buffer.from(bucket.split(':')[0] ?? bucket).toString('hex'),
  };
}
