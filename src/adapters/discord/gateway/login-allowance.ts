import { UpstreamError } from '../../../core/errors.ts';
import type { APIGatewayBotInfo } from 'discord.js';
import type { Cancellable, Clock, Logger } from '../../../core/ports.ts';

/** Keeps inside the logins that Discord grants a bot for a day: after one too many it takes the token back. */
export interface LoginAllowance {
  /**
   * Where to log in, and over how many shards.
   *
   * @throws {UpstreamError} rate_limited, until the next day, when too few logins are left for all of them
   */
  gateway(options: Cancellable): Promise<APIGatewayBotInfo>;
  /** Takes one login off; waits for the next day where none is left. Rejects with the signal's reason. */
  take(options: Cancellable): Promise<void>;
}

/** What an allowance works with. */
export interface LoginAllowanceOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Asks Discord. @throws {UpstreamError} */
  readonly ask: (options: Cancellable) => Promise<APIGatewayBotInfo>;
  /** Told when a login has to wait for so many ms, because none is left. */
  readonly onSpent: (waitMs: number) => void;
}

/** So old a number is asked for anew: other processes log in with the same token, too. */
const FRESH_MS = 60_000;
/** Left for what they may take meanwhile: five of the thousand that Discord grants. */
const SPARED_SHARE = 0.005;

/**
 * Starts with nothing known. Keep it over connections.
 *
 * @see https://docs.discord.com/developers/events/gateway#session-start-limit-object
 */
export function createLoginAllowance({ clock, logger, ask, onSpent }: LoginAllowanceOptions): LoginAllowance {
  const known = { at: -Infinity, left: 0, resetsAt: 0 };
  const refresh = async (options: Cancellable): Promise<APIGatewayBotInfo> => {
    const info = await ask(options);
    const { total, remaining, reset_after: resetAfterMs } = info.session_start_limit;
    const at = clock.now();
    Object.assign(known, { at, left: remaining - Math.floor(total * SPARED_SHARE), resetsAt: at + resetAfterMs });
    return info;
  };
  const tryToRefresh = async ({ signal }: Cancellable): Promise<void> => {
    if (clock.now() - known.at < FRESH_MS) return;
    await refresh({ signal }).catch((error: unknown) => {
      signal.throwIfAborted();
      logger.warn({ event: 'discord.logins_unknown', left: known.left, err: error });
    });
  };

  return {
    async gateway(options) {
      const info = await refresh(options);
      if (known.left < info.shards) throw toSpentError(info, known.resetsAt - clock.now());
      return info;
    },
    async take({ signal }) {
      for (await tryToRefresh({ signal }); known.left <= 0; await tryToRefresh({ signal })) {
        const waitMs = Math.max(known.resetsAt - clock.now(), FRESH_MS);
        logger.error({ event: 'discord.logins_spent', waitMs }, 'Discord: no login is left today');
        onSpent(waitMs);
        await clock.sleep(waitMs, signal);
      }
      known.left -= 1;
    },
  };
}

function toSpentError({ shards, session_start_limit: limit }: APIGatewayBotInfo, retryAfterMs: number): UpstreamError {
  const { remaining, total } = limit;
  const message = `Discord has ${remaining} of ${total} logins a day left for ${shards} shards. They are renewed by themselves.`;
  return new UpstreamError({ service: 'discord', kind: 'rate_limited', message, retryAfterMs });
}
