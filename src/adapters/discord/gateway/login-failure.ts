import { UpstreamError } from '../../../core/errors.ts';
import type { PartState } from '../../../core/adapter.ts';
import type { Clock, Logger } from '../../../core/ports.ts';

/** Whom a failure is told. */
export interface LoginFailureOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onState: (state: PartState) => void;
}

/** How a part is that Discord lets in again after so many ms. */
export function toWaitingState(clock: Clock, waitMs: number): PartState {
  const until = new Date(clock.now() + waitMs).toISOString();
  return { isReady: false, detail: `Discord takes no login before ${until}` };
}

/** Tells of a login that may succeed later. Gives when to try again: after `waitMs`, or as many ms as Discord asks for if more. */
export function noteLoginFailure(
  { clock, logger, onState }: LoginFailureOptions,
  error: unknown,
  waitMs: number,
): number {
  const askedMs = error instanceof UpstreamError ? (error.retryAfterMs ?? 0) : 0;
  if (askedMs <= waitMs) {
    onState({ isReady: false, detail: 'Discord cannot be reached; trying again' });
    logger.warn({ event: 'discord.unreachable', waitMs, err: error });
    return waitMs;
  }
  onState(toWaitingState(clock, askedMs));
  logger.warn({ event: 'discord.login_postponed', waitMs: askedMs, err: error }, 'Discord: wants no login yet');
  return askedMs;
}
