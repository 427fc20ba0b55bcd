import { DiscordAPIError, HTTPError, RateLimitError, RESTJSONErrorCodes as Codes } from 'discord.js';
import { z } from 'zod';
import { UpstreamError } from '../../core/errors.ts';
import type { UpstreamKind } from '../../core/errors.ts';

/**
 * The error codes that decide what happens next.
 *
 * @see https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
 */
export const discordCodes = {
  missingAccess: 50001,
  unknownGuild: 10004,
  invalidToken: 50027,
  archivedThread: 50083,
  unknownInteraction: 10062,
  unknownWebhook: 10015,
  alreadyAcknowledged: 40060,
  noHistory: 160002,
  tooManyEdits: 30046,
} as const;

/** Discord's own code behind a failed call; undefined when Discord did not say. */
export function toDiscordCode(error: unknown): number | undefined {
  const cause = error instanceof UpstreamError ? error.cause : error;
  return cause instanceof DiscordAPIError && typeof cause.code === 'number' ? cause.code : undefined;
}

/** Whether an interaction's own token no longer lets anything be written. */
export function isTokenFault(error: unknown): boolean {
  const code = toDiscordCode(error);
  return code === discordCodes.invalidToken || code === discordCodes.unknownWebhook;
}

/** Whether a message, or the way to it, is lost for good. */
export function isGone(error: unknown): boolean {
  return error instanceof UpstreamError && (error.kind === 'not_found' || error.kind === 'auth');
}

/**
 * Whether the bot's own token was not taken. After the first such answer the SDK forgets the token and refuses every call
 * by itself, with an error that has no class of its own.
 */
export function isUnauthorized(cause: unknown): boolean {
  if (cause instanceof DiscordAPIError) return cause.status === 401 && cause.code !== discordCodes.invalidToken;
  return cause instanceof Error && cause.message.startsWith('Expected token to be set');
}

/** Translates what discord.js throws; `action` is a few words such as `edit a message`. */
export function toDiscordError(action: string, cause: unknown): UpstreamError {
  const { kind, hint, retryAfterMs } = classify(cause);
  return new UpstreamError({
    service: 'discord',
    kind,
    message: `Discord did not ${action} (${describe(cause)}). ${hint}`,
    retryAfterMs,
    cause,
  });
}

interface Classified {
  readonly kind: UpstreamKind;
  readonly hint: string;
  readonly retryAfterMs?: number | undefined;
}

function classify(cause: unknown): Classified {
  if (cause instanceof RateLimitError) {
    return { kind: 'rate_limited', hint: 'It is tried again later.', retryAfterMs: cause.retryAfter || undefined };
  }
  if (cause instanceof HTTPError) return { kind: 'unavailable', hint: 'It may pass by itself.' };
  if (cause instanceof DiscordAPIError) return classifyRefusal(cause);
  if (cause instanceof Error && (cause.name === 'AbortError' || cause.name === 'TimeoutError')) {
    return { kind: 'timeout', hint: 'It may pass by itself.' };
  }
  if (cause instanceof SyntaxError || cause instanceof z.ZodError) {
    return { kind: 'bad_response', hint: 'Check that DISCORD_API_URL leads to Discord.' };
  }
  if (isUnauthorized(cause)) return { kind: 'auth', hint: 'Set DISCORD_TOKEN to a valid token and start again.' };
  return { kind: 'unavailable', hint: 'Check the network and DISCORD_API_URL.' };
}

/** Limits that Discord tells of by a code of their own, and what may pass besides. */
const PASSING_CODES: readonly (number | string)[] = [
  Codes.ChannelWriteRateLimit,
  Codes.ServerWriteRateLimit,
  Codes.OpeningDirectMessagesTooFast,
  Codes.SendMessagesHasBeenTemporarilyDisabled,
  Codes.ServiceResourceIsBeingRateLimited,
  Codes.APIResourceOverloaded,
];

function classifyRefusal(cause: DiscordAPIError): Classified {
  const { status, code } = cause;
  if (code === Codes.ActionCannotBePerformedDueToSlowmodeRateLimit) return classifySlowMode(cause);
  if (PASSING_CODES.includes(code)) return { kind: 'rate_limited', hint: 'It is tried again later.' };
  // A page of the network in front of Discord has no code.
  if (!isOfDiscord(cause))
    return { kind: 'unavailable', hint: 'Something between here and Discord refuses; it may pass.' };
  if (code === discordCodes.invalidToken) return { kind: 'not_found', hint: 'The token of the command has expired.' };
  if (code === discordCodes.archivedThread) return { kind: 'not_found', hint: 'The thread is archived.' };
  if (status === 401) return { kind: 'auth', hint: 'Set DISCORD_TOKEN to a valid token and start again.' };
  if (status === 403) return { kind: 'auth', hint: 'Give the bot the permissions of its invite link in that channel.' };
  if (status === 404) return { kind: 'not_found', hint: 'It was deleted, or the bot cannot see it.' };
  return { kind: 'bad_response', hint: 'This is a fault of the program; please report it.' };
}

/** Slow mode lasts from seconds to hours: nobody waits for the latter. */
const SLOW_MODE_PATIENCE_MS = 15_000;
const limitSchema = z.object({ retry_after: z.number() });

function classifySlowMode({ rawError }: DiscordAPIError): Classified {
  const { data } = limitSchema.safeParse(rawError);
  const retryAfterMs = data === undefined ? undefined : data.retry_after * 1000;
  if (retryAfterMs !== undefined && retryAfterMs <= SLOW_MODE_PATIENCE_MS) {
    return { kind: 'rate_limited', hint: 'The channel is in slow mode; it is tried again later.', retryAfterMs };
  }
  return { kind: 'auth', hint: 'The channel is in slow mode: give the bot the permission Bypass Slowmode there.' };
}

/** Whether Discord itself has answered, with an error in its own form. */
function isOfDiscord({ rawError }: DiscordAPIError): boolean {
  return z.object({ message: z.string() }).safeParse(rawError).success;
}

function describe(cause: unknown): string {
  if (cause instanceof DiscordAPIError) return `${cause.status}, code ${cause.code}`;
  if (cause instanceof HTTPError) return String(cause.status);
  if (cause instanceof RateLimitError) return '429';
  return cause instanceof Error ? cause.name : typeof cause;
}
