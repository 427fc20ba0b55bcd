import { RESTJSONErrorCodes as Codes } from 'discord.js';
import { UpstreamError } from '../../../core/errors.ts';
import { toDiscordCode } from '../discord-error.ts';

/**
 * What becomes of a reply after a refusal that does not pass.
 *
 * - `elsewhere`: nothing can be written in that place; the person can still be reached in a DM
 * - `archived`: the thread sleeps, and may be woken
 * - `deleted`: somebody took the message away
 * - `blocked`: the server's own filter does not let the text through
 * - `lost`: nothing helps
 */
export type ReplyFate = 'elsewhere' | 'archived' | 'deleted' | 'blocked' | 'lost';

interface Refusal {
  readonly fate: ReplyFate;
  /** Follows "I cannot write in #place: ". */
  readonly reason: string;
}

const NO_TEXT = 'that channel takes no messages';

/** @see https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
const REFUSALS: ReadonlyMap<number, Refusal> = new Map([
  [Codes.UnknownChannel, { fate: 'elsewhere', reason: 'the channel is gone' }],
  [Codes.MissingAccess, { fate: 'elsewhere', reason: 'I lack the permission **View Channel**' }],
  [
    Codes.MissingPermissions,
    {
      fate: 'elsewhere',
      reason: 'I lack the permission **Send Messages** (in a thread: **Send Messages in Threads**)',
    },
  ],
  [Codes.CannotSendMessagesInNonTextChannel, { fate: 'elsewhere', reason: NO_TEXT }],
  [Codes.CannotExecuteActionOnThisChannelType, { fate: 'elsewhere', reason: NO_TEXT }],
  [Codes.ThreadLocked, { fate: 'elsewhere', reason: 'the thread is locked' }],
  [
    Codes.ActionCannotBePerformedDueToSlowmodeRateLimit,
    { fate: 'elsewhere', reason: 'it is in slow mode, and I lack the permission **Bypass Slowmode**' },
  ],
  [Codes.InvalidActionOnArchivedThread, { fate: 'archived', reason: 'the thread is archived, and I may not open it' }],
  [Codes.UnknownMessage, { fate: 'deleted', reason: 'my answer was deleted' }],
  [Codes.MessageWasBlockedByAutomaticModeration, { fate: 'blocked', reason: 'AutoMod holds my answer back' }],
  [Codes.MessageBlockedByHarmfulLinksFilter, { fate: 'blocked', reason: 'AutoMod holds my answer back' }],
]);

/** Reads a refusal; gives nothing for a fault that may pass. */
export function toReplyFate(error: unknown): ReplyFate | undefined {
  if (error instanceof UpstreamError && error.isPassing) return undefined;
  if (!(error instanceof UpstreamError)) return undefined;
  return REFUSALS.get(toDiscordCode(error) ?? 0)?.fate ?? 'lost';
}

/** Why nothing could be written in a channel, as a sentence for the one who asked there. */
export function toRefusalText(error: unknown, channelId: string): string {
  const reason = REFUSALS.get(toDiscordCode(error) ?? 0)?.reason ?? 'Discord refuses it';
  return `I cannot write in <#${channelId}>: ${reason}.`;
}
