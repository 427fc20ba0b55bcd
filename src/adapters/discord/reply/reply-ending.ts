import { INTERRUPTED_NOTE } from '../../../core/adapter-texts.ts';
import { createNonce } from './channel-messages.ts';
import { createCommandMessages } from './command-messages.ts';
import { isTokenAlive } from './reply-target.ts';
import { ORIGINAL } from '../rest/discord-api.ts';
import type { Cancellable, Clock } from '../../../core/ports.ts';
import type { DiscordApi, SentMessage } from '../rest/discord-api.ts';
import type { ReplyTarget } from './reply-target.ts';

/** How the messages of a reply can be ended by a process that did not write them. */
export interface ReplyEnding {
  /** How many messages the journal knows of. */
  readonly knownCount: number;
  /** Whether a message that the journal does not know of is found by sending it again. */
  readonly isTraceable: boolean;
  /** Finds the last one; where none was sent, or can be reached any more, sends the note instead. */
  find(options: Cancellable): Promise<SentMessage>;
  edit(id: string, text: string, options: Cancellable): Promise<SentMessage>;
  /** Sends one more message behind the others. */
  follow(index: number, text: string, options: Cancellable): Promise<SentMessage>;
}

/** What a reply is ended with. */
export interface EndingServices {
  readonly api: DiscordApi;
  readonly clock: Clock;
}

/** Through the token of the command while that lives, through the channel afterwards, or through a DM what is private. */
export function toReplyEnding(services: EndingServices, target: ReplyTarget, now: number): ReplyEnding {
  const { api } = services;
  const { messageIds } = target;
  if (target.kind === 'message') return toChannelEnding(api, target, messageIds);
  if (isTokenAlive(target, now)) return toTokenEnding(services, target);
  const { channelId, userId, isPrivate } = target;
  const place = { channelId, nonce: createNonce() };
  if (!isPrivate) return toChannelEnding(api, place, messageIds);
  let dm: string | undefined;
  const inDm = async (options: Cancellable): Promise<ReplyEnding> => {
    dm ??= await api.openDm(userId, options);
    return toChannelEnding(api, { ...place, channelId: dm }, []);
  };
  return {
    ...toChannelEnding(api, place, []),
    find: async (options) => (await inDm(options)).find(options),
    edit: async (id, text, options) => (await inDm(options)).edit(id, text, options),
    follow: async (index, text, options) => (await inDm(options)).follow(index, text, options),
  };
}

function toTokenEnding(
  { api, clock }: EndingServices,
  target: ReplyTarget & { readonly kind: 'command' },
): ReplyEnding {
  const { interaction, messageIds } = target;
  const messages = createCommandMessages({ api, clock, place: target, ids: messageIds });
  const lastId = messageIds.length > 1 ? (messageIds.at(-1) ?? ORIGINAL) : ORIGINAL;
  return {
    knownCount: Math.max(1, messageIds.length),
    isTraceable: false,
    async find(options) {
      return { ...(await api.readReply(interaction, lastId, options)), id: lastId };
    },
    edit: (id, text, options) => api.editReply(interaction, id, text, options),
    follow: (index, text, options) => messages.show(index, text, options),
  };
}

function toChannelEnding(
  api: DiscordApi,
  place: { readonly channelId: string; readonly nonce: string; readonly messageId?: string },
  messageIds: readonly string[],
): ReplyEnding {
  const { channelId, nonce, messageId } = place;
  const follow: ReplyEnding['follow'] = (index, text, options) => {
    const draft = { text, nonce: `${nonce}-${index}`, ...(index === 0 ? { replyTo: messageId } : {}) };
    return api.createMessage(channelId, draft, options);
  };
  const lastId = messageIds.at(-1);
  return {
    knownCount: messageIds.length,
    isTraceable: messageId !== undefined,
    // A first message that was sent without the journal's knowledge is found by its nonce.
    find: (options) =>
      lastId === undefined ? follow(0, INTERRUPTED_NOTE, options) : api.readMessage(channelId, lastId, options),
    edit: (id, text, options) => api.editMessage(channelId, id, text, options),
    follow,
  };
}
