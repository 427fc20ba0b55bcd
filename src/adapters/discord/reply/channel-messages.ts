import { discordCodes, toDiscordCode } from '../discord-error.ts';
import type { ChannelDraft, DiscordApi, EditOptions, SentMessage } from '../rest/discord-api.ts';

/** The ordinary messages of one reply, counted from 0. */
export interface ChannelMessages {
  /** In order; a hole where a message was never sent. */
  readonly ids: readonly (string | undefined)[];
  show(index: number, text: string, options: EditOptions): Promise<SentMessage>;
  /** Takes over a message that was sent in another way; `undefined` gives it up, so that a new one is sent. */
  adopt(index: number, id: string | undefined): void;
}

/** Where the messages go. */
export interface ChannelMessagesOptions {
  readonly api: DiscordApi;
  /** Asked for at every message. */
  readonly channelId: (signal: AbortSignal) => Promise<string>;
  /** The message that the first one answers. */
  readonly replyTo?: string | undefined;
  /** Starts every nonce; at most 22 characters, and of this reply alone. */
  readonly nonce: string;
}

/**
 * Sends and edits. A create that is tried again after a lost answer finds the first message by its nonce, so nothing
 * is ever said twice.
 */
export function createChannelMessages(options: ChannelMessagesOptions): ChannelMessages {
  const { api, channelId, replyTo, nonce } = options;
  const ids: (string | undefined)[] = [];

  const edit = async (index: number, id: string, text: string, how: EditOptions): Promise<SentMessage> => {
    const where = await channelId(how.signal);
    try {
      return await api.editMessage(where, id, text, how);
    } catch (error) {
      if (toDiscordCode(error) !== discordCodes.tooManyEdits) throw error;
      // An old message takes few edits: a new one takes its place.
      const sent = await send(api, where, { text, buttons: how.buttons, nonce: `${nonce}+${index}` }, how.signal);
      ids[index] = sent.id;
      await api.deleteMessage(where, id, how);
      return sent;
    }
  };
  const create = async (index: number, text: string, how: EditOptions): Promise<SentMessage> => {
    const draft = { text, buttons: how.buttons, nonce: `${nonce}-${index}`, ...(index === 0 ? { replyTo } : {}) };
    const sent = await send(api, await channelId(how.signal), draft, how.signal);
    ids[index] = sent.id;
    // Found by its nonce: it still shows what an earlier try said, with the buttons of then.
    return sent.text.trim() === text.trim() ? sent : edit(index, sent.id, text, how);
  };

  return {
    ids,
    adopt(index, id) {
      ids[index] = id;
    },
    show(index, text, how) {
      const id = ids[index];
      return id === undefined ? create(index, text, how) : edit(index, id, text, how);
    },
  };
}

/** Where the bot cannot read the history, Discord lets it answer no message: then it is an ordinary one. */
async function send(
  api: DiscordApi,
  channelId: string,
  draft: ChannelDraft,
  signal: AbortSignal,
): Promise<SentMessage> {
  try {
    return await api.createMessage(channelId, draft, { signal });
  } catch (error) {
    if (draft.replyTo === undefined || toDiscordCode(error) !== discordCodes.noHistory) throw error;
    return api.createMessage(channelId, { ...draft, replyTo: undefined }, { signal });
  }
}

/** A nonce that no other reply has. */
export function createNonce(): string {
  return crypto.randomUUID().replaceAll('-', '').slice(0, 20);
}
