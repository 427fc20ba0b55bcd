import { InputError, RateLimitedError } from '../../core/errors.ts';
import type { TwinCore } from '../../core/adapter.ts';
import type { Logger } from '../../core/ports.ts';
import type { TrustedPlaces } from './audience-of-place.ts';
import type { CallBuckets } from './reply/call-buckets.ts';
import type { DiscordApi } from './rest/discord-api.ts';

/** What everything that answers on Discord works with. */
export interface DiscordContext {
  readonly core: TwinCore;
  readonly api: DiscordApi;
  readonly buckets: CallBuckets;
  readonly logger: Logger;
  readonly trusted: TrustedPlaces;
}

/**
 * When this process ends, another one may be there to answer already: it gets this long to take the event.
 */
export const HAND_OVER_MS = 1000;

/** A refusal concerns the one who asked, and nobody else. */
export function isRefusal(error: unknown): error is InputError | RateLimitedError {
  return error instanceof InputError || error instanceof RateLimitedError;
}
