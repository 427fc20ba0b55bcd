import type { DiscordApi, EditOptions, SentMessage } from '../rest/discord-api.ts';

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
export function createChannelMessages({ api, channelId, replyTo, nonce }: ChannelMessagesOptions): ChannelMessages {
  const ids: (string | undefined)[] = [];

  const create = async (index: number, text: string, options: EditOptions): Promise<SentMessage> => {
    const { buttons, signal } = options;
    const draft = { text, buttons, nonce: `${nonce}-${index}`, ...(index === 0 ? { replyTo } : {}) };
    const sent = await api.createMessage(await channelId(signal), draft, { signal });
    ids[index] = sent.id;
    // Found by its nonce: it still shows what an earlier try said, with the buttons of then.
    return sent.text.trim() === text.trim() ? sent : api.editMessage(await channelId(signal), sent.id, text, options);
  };

  return {
    ids,
    adopt(index, id) {
      ids[index] = id;
    },
    async show(index, text, options) {
      const id = ids[index];
      return id === undefined
        ? create(index, text, options)
        : api.editMessage(await channelId(options.signal), id, text, options);
    },
  };
}

/** A nonce that no other reply has. */
export function createNonce(): string {
  return crypto.randomUUID().replaceAll('-', '').slice(0, 20);
}
