import type { Cancellable, Clock, Logger } from '../../../core/ports.ts';

/** Spaces out logins that lead to nothing: Discord takes the token back after 1,000 of them in a day. */
export interface LoginPace {
  /** Resolves when a shard may log in again; rejects with the signal's reason. */
  next(shard: number, options: Cancellable): Promise<void>;
}

/** What a pace works with. */
export interface LoginPaceOptions {
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * How long after the login before it the next one may come, by how many came to nothing: the second at once, since most
 * failures pass, and no more than five in the hour after the first failure. The last one stands for all that follow.
 *
 * @see https://docs.discord.com/developers/events/gateway#identifying
 */
const GAPS_MS = [0, 60_000, 300_000, 900_000, 1_800_000] as const;
/** A session that lived for so long was not in vain. */
const LIVED_MS = 1_800_000;

interface Logins {
  readonly lastAt: number;
  readonly failedCount: number;
}

/** Starts without a login. Keep it over connections: each of them is a login, whoever makes it. */
export function createLoginPace({ clock, logger }: LoginPaceOptions): LoginPace {
  const logins = new Map<number, Logins>();
  return {
    async next(shard, { signal }) {
      const before = logins.get(shard);
      const hasLived = before === undefined || clock.now() - before.lastAt >= LIVED_MS;
      const failedCount = hasLived ? 0 : before.failedCount + 1;
      const waitMs = hasLived ? 0 : before.lastAt + toGapMs(failedCount) - clock.now();
      if (waitMs > 0) {
        logger.warn({ event: 'discord.login_delayed', shard, failedCount, waitMs }, 'Discord: logins lead to nothing');
        await clock.sleep(waitMs, signal);
      }
      logins.set(shard, { lastAt: clock.now(), failedCount });
    },
  };
}

function toGapMs(failedCount: number): number {
  return GAPS_MS[Math.min(failedCount, GAPS_MS.length) - 1] ?? 0;
}
