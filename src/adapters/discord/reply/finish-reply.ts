import { INTERRUPTED_NOTE } from '../../../core/adapter-texts.ts';
import { createNonce } from './channel-messages.ts';
import { ORIGINAL } from '../rest/discord-api.ts';
import { isTokenFault } from '../discord-error.ts';
import { MAX_MESSAGE_CHARS } from './call-buckets.ts';
import { isTokenAlive, parseReplyTarget } from './reply-target.ts';
import { retryPassing } from '../rest/retry-passing.ts';
import type { Cancellable, Clock } from '../../../core/ports.ts';
import type { JournalEntry } from '../../../core/state-store.ts';
import type { DiscordApi, SentMessage } from '../rest/discord-api.ts';
import type { ReplyTarget } from './reply-target.ts';

const FINISH_WITHIN_MS = 60_000;

/**
 * Adds a note to the last message of a reply. What really stands there counts, not what the journal knows of it: the
 * process may have ended between the two. Needs no Gateway.
 *
 * @throws {UpstreamError} the message is gone, or Discord is away
 * @throws {z.ZodError} the entry is not one of Discord's
 */
export async function finishReply(
  { api, clock }: { readonly api: DiscordApi; readonly clock: Clock },
  { target, turnId }: JournalEntry,
): Promise<void> {
  const signal = AbortSignal.timeout(FINISH_WITHIN_MS);
  const persist = <T>(attempt: (options: Cancellable) => Promise<T>): Promise<T> =>
    retryPassing(() => attempt({ signal }), { clock, until: clock.now() + FINISH_WITHIN_MS, signal });
  const place = parseReplyTarget(target);
  let ending = toEnding(api, place, clock.now());

  const { id, text } = await persist((options) => ending.find(options)).catch((error: unknown) => {
    if (!isTokenFault(error)) throw error;
    ending = toEnding(api, place, Infinity);
    return persist((options) => ending.find(options));
  });
  // The footer of a whole answer, and the note of a broken one, name the turn.
  if (text.includes(INTERRUPTED_NOTE) || text.includes(turnId)) return;
  const ended = text === '' ? INTERRUPTED_NOTE : `${text.trimEnd()}\n\n${INTERRUPTED_NOTE}`;
  if (ended.length > MAX_MESSAGE_CHARS) await persist((options) => ending.follow(INTERRUPTED_NOTE, options));
  else await persist((options) => ending.edit(id, ended, options));
}

/** How the last message of a reply can be ended. */
interface Ending {
  /** Finds it; where it was never sent, or cannot be reached any more, sends the note instead. */
  find(options: Cancellable): Promise<SentMessage>;
  edit(id: string, text: string, options: Cancellable): Promise<SentMessage>;
  /** Sends one more message behind it. */
  follow(text: string, options: Cancellable): Promise<SentMessage>;
}

function toEnding(api: DiscordApi, target: ReplyTarget, now: number): Ending {
  if (target.kind === 'message') return toChannelEnding(api, target, target.messageIds.at(-1));
  if (isTokenAlive(target, now)) return toReplyEnding(api, target);
  const { channelId, userId, isPrivate, messageIds } = target;
  const place = { channelId, nonce: createNonce() };
  if (!isPrivate) return toChannelEnding(api, place, messageIds.at(-1));
  const toDm = async (options: Cancellable) => ({ ...place, channelId: await api.openDm(userId, options) });
  const find = async (options: Cancellable) => toChannelEnding(api, await toDm(options), undefined).find(options);
  return { ...toChannelEnding(api, place, undefined), find };
}

function toReplyEnding(api: DiscordApi, target: ReplyTarget & { readonly kind: 'command' }): Ending {
  const { interaction, isPrivate, messageIds } = target;
  const id = messageIds.length > 1 ? (messageIds.at(-1) ?? ORIGINAL) : ORIGINAL;
  return {
    async find(options) {
      return { ...(await api.readReply(interaction, id, options)), id };
    },
    edit: (_id, text, options) => api.editReply(interaction, id, text, options),
    follow: (text, options) => api.followUp(interaction, { text, isPrivate }, options),
  };
}

function toChannelEnding(
  api: DiscordApi,
  place: { readonly channelId: string; readonly nonce: string; readonly messageId?: string },
  lastId: string | undefined,
): Ending {
  const { channelId, nonce, messageId: replyTo } = place;
  return {
    // A first message that was sent without the journal's knowledge is found by its nonce.
    find: (options) =>
      lastId === undefined
        ? api.createMessage(channelId, { text: INTERRUPTED_NOTE, nonce: `${nonce}-0`, replyTo }, options)
        : api.readMessage(channelId, lastId, options),
    edit: (id, text, options) => api.editMessage(channelId, id, text, options),
    follow: (text, options) => api.createMessage(channelId, { text, nonce: `${nonce}-end` }, options),
  };
}
