import { RateLimitedError } from '../errors.ts';
import type { LimitState, RateLimiter } from '../ports.ts';
import type { UserKey } from '../turn.ts';

/** Decides whether a question may be asked now. */
export interface Admission {
  /**
   * Takes one question off the person's limit and off everybody's, or nothing at all.
   *
   * @throws {RateLimitedError} saying when to come back
   */
  admit(user: UserKey): Promise<void>;
  /** What is left for a person, without taking any. */
  quota(user: UserKey): Promise<LimitState & { readonly maxCount: number; readonly windowMs: number }>;
}

/** The key of the limit that everybody shares. */
const EVERYBODY = 'everybody';

/** Builds the admission from one limiter per person and one over everybody. */
export function createAdmission(limiters: { readonly perUser: RateLimiter; readonly global: RateLimiter }): Admission {
  const { perUser, global } = limiters;
  return {
    async admit(user) {
      const own = await perUser.consume(user);
      if (!own.isAllowed) throw new RateLimitedError('user', own.resetAfterMs);
      const shared = await global.consume(EVERYBODY);
      if (shared.isAllowed) return;
      await perUser.giveBack(user);
      throw new RateLimitedError('global', shared.resetAfterMs);
    },
    async quota(user) {
      const state = await perUser.peek(user);
      return { ...state, maxCount: perUser.maxCount, windowMs: perUser.windowMs };
    },
  };
}
