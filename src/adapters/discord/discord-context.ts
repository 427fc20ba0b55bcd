import { InputError, RateLimitedError, UpstreamError } from '../../core/errors.ts';
import type { TwinCore } from '../../core/adapter.ts';
import type { Logger } from '../../core/ports.ts';
import type { TurnId } from '../../core/turn.ts';
import type { DiscordApi } from './rest/discord-api.ts';

/** What everything that answers on Discord works with. */
export interface DiscordContext {
  readonly core: TwinCore;
  readonly api: DiscordApi;
  readonly logger: Logger;
}

/** How long an event is remembered: Discord delivers again for at most a day. */
export const CLAIM_TTL_MS = 25 * 60 * 60_000;

/** Said to people while the process ends. */
export const RESTARTING = 'I am being restarted. Please ask again in a minute.';

/**
 * When this process ends, another one may be there to answer already: it gets this long to take the event.
 */
export const HAND_OVER_MS = 1000;

/** A refusal concerns the one who asked, and nobody else. */
export function isRefusal(error: unknown): error is InputError | RateLimitedError {
  return error instanceof InputError || error instanceof RateLimitedError;
}

/** Logs a failed event once, as loudly as it deserves. */
export function logFailure(logger: Logger, event: string, error: unknown, turnId: TurnId): void {
  const isPassing = error instanceof UpstreamError && error.isPassing;
  logger[isPassing ? 'warn' : 'error']({ event, turnId, err: error });
}
