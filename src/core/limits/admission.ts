import { RateLimitedError } from '../errors.ts';
import type { LimitScope } from '../errors.ts';
import type { LimitState, RateLimiter } from '../ports.ts';
import type { PlaceKey, UserKey } from '../turn.ts';

/** Who asks, and where. */
export interface Asker {
  readonly user: UserKey;
  /** Absent where one person asks alone. */
  readonly place?: PlaceKey | undefined;
}

/** Decides whether a question may be asked now. */
export interface Admission {
  /**
   * Takes one question off the person's limit, off the place's and off everybody's, or nothing at all.
   *
   * @throws {RateLimitedError} saying when to come back
   */
  admit(asker: Asker): Promise<void>;
  /** What is left for a person, without taking any. */
  quota(user: UserKey): Promise<LimitState & { readonly maxCount: number; readonly windowMs: number }>;
}

/** The twin's limits. */
export interface Limiters {
  readonly perUser: RateLimiter;
  readonly perPlace: RateLimiter;
  readonly global: RateLimiter;
}

/** The key of the limit that everybody shares. */
const EVERYBODY = 'everybody';

/**
 * Builds the admission from its limiters.
 *
 * @param toKey hides a person in the key of a limit, so that no store of limits holds whom it counts
 */
export function createAdmission({ perUser, perPlace, global }: Limiters, toKey: (user: UserKey) => string): Admission {
  return {
    async admit({ user, place }) {
      const limits: readonly (readonly [LimitScope, RateLimiter, string])[] = [
        ['user', perUser, toKey(user)],
        ...(place === undefined ? [] : [['place', perPlace, place] as const]),
        ['global', global, EVERYBODY],
      ];
      for (const [at, [scope, limiter, key]] of limits.entries()) {
        const { isAllowed, resetAfterMs } = await limiter.consume(key);
        if (isAllowed) continue;
        await Promise.all(limits.slice(0, at).map(([, taken, takenKey]) => taken.giveBack(takenKey)));
        throw new RateLimitedError(scope, resetAfterMs);
      }
    },
    async quota(user) {
      const state = await perUser.peek(toKey(user));
      return { ...state, maxCount: perUser.maxCount, windowMs: perUser.windowMs };
    },
  };
}
