import type { CallLimit, CallWindows } from '../../core/call-windows.ts';
import type { RateLimiter } from '../../core/ports.ts';
import type { Availability } from '../../support/availability.ts';

/** What limits that are shared, but must hold without the others, work with. */
export interface SharedLimits {
  readonly availability: Availability;
  /** How many processes share them, this one included, as far as is known. */
  readonly memberCount: () => number;
}

/**
 * While the shared limiter is away, this process allows its share of the limit by itself: at least one question, so that
 * people are answered, and never more than the limit.
 */
export function createLimiterWithFallback(
  shared: RateLimiter,
  createLocal: (options: { readonly maxCount: number; readonly windowMs: number }) => RateLimiter,
  { availability, memberCount }: SharedLimits,
): RateLimiter {
  const { maxCount, windowMs } = shared;
  // One per share, so that an outage after the other does not begin anew.
  const locals = new Map<number, RateLimiter>();
  const local = (): RateLimiter => {
    const share = toShare(maxCount, memberCount());
    const known = locals.get(share) ?? createLocal({ maxCount: share, windowMs });
    locals.set(share, known);
    return known;
  };

  return {
    maxCount,
    windowMs,
    consume: (key) =>
      availability.attempt(
        () => shared.consume(key),
        () => local().consume(key),
      ),
    giveBack: (key) =>
      availability.attempt(
        () => shared.giveBack(key),
        () => local().giveBack(key),
      ),
    peek: (key) =>
      availability.attempt(
        () => shared.peek(key),
        () => local().peek(key),
      ),
  };
}

/** Marks the tickets of calls that were counted here alone. */
const LOCAL = 'local:';

/** While the shared windows are away, this process makes its share of the calls, and at least one per window. */
export function createCallWindowsWithFallback(
  shared: CallWindows,
  local: CallWindows,
  { availability, memberCount }: SharedLimits,
): CallWindows {
  const toOwn = (limit: CallLimit): CallLimit => ({ ...limit, maxCount: toShare(limit.maxCount, memberCount()) });
  const orNothing = (): void => undefined;

  return {
    take: (key, limit, options) =>
      availability.attempt(
        () => shared.take(key, limit, options),
        async () => {
          const own = toOwn(limit);
          const keep = Math.min(options?.keep ?? 0, own.maxCount - 1);
          const { ticket, ...window } = await local.take(key, own, { ...options, keep });
          return ticket === undefined ? window : { ...window, ticket: LOCAL + ticket };
        },
      ),
    settle: (key, ticket) =>
      ticket.startsWith(LOCAL)
        ? local.settle(key, ticket.slice(LOCAL.length))
        : availability.attempt(() => shared.settle(key, ticket), orNothing),
    giveBack: (key, ticket) =>
      ticket.startsWith(LOCAL)
        ? local.giveBack(key, ticket.slice(LOCAL.length))
        : availability.attempt(() => shared.giveBack(key, ticket), orNothing),
    // What a platform says is left is left for all: the share of it is what the caller's limit says.
    learn: (key, seen) => availability.attempt(() => shared.learn(key, seen), orNothing),
    async pause(key, forMs) {
      await local.pause(key, forMs);
      await availability.attempt(() => shared.pause(key, forMs), orNothing);
    },
    peek: (key, limit) =>
      availability.attempt(
        () => shared.peek(key, limit),
        () => local.peek(key, toOwn(limit)),
      ),
  };
}

function toShare(maxCount: number, memberCount: number): number {
  return Math.max(1, Math.floor(maxCount / Math.max(1, memberCount)));
}
