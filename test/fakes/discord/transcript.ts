/** One state of a message as people saw it. */
export interface Frame {
  /** Epoch ms by the fake's clock. */
  readonly at: number;
  /** `loading` is "the bot is thinking…". */
  readonly kind: 'loading' | 'shown' | 'deleted';
  readonly text: string;
  /** The labels of the buttons under it. */
  readonly buttons: readonly string[];
}

/** Everything that could be seen of one message of the bot. */
export interface MessageTranscript {
  readonly id: string;
  readonly channelId: string;
  /** The only person who sees it; nobody in particular when everybody in the channel does. */
  readonly onlyFor: string | undefined;
  /** The message that it answers. */
  readonly replyTo: string | undefined;
  /** What the bot named its creation by; follow-ups of a command have none. */
  readonly nonce: string | undefined;
  readonly flags: number;
  readonly frames: readonly Frame[];
  /** What it shows now; empty while loading and after deletion. */
  readonly text: string;
  /** The labels of the buttons under it now. */
  readonly buttons: readonly string[];
  readonly isDeleted: boolean;
}

/** What a person would have seen over time. */
export interface Transcript {
  /** The bot's messages in the order in which they appeared. */
  messages(): readonly MessageTranscript[];
  /** @throws {Error} when there is no such message */
  message(id: string): MessageTranscript;
  /** Those that still stand in one place, in order. */
  standing(where?: { readonly channelId?: string; readonly onlyFor?: string }): readonly MessageTranscript[];
}

/** What is known of a message before it shows anything. Its flags may change. */
export type MessageHead = Pick<MessageTranscript, 'id' | 'channelId' | 'onlyFor' | 'replyTo' | 'flags'>;

/** The writing side, for the fake's routes. */
export interface TranscriptWriter extends Transcript {
  /** Keeps `message` itself, so that it tells what its flags are now. */
  open(message: MessageHead, nonce: MessageTranscript['nonce']): void;
  add(id: string, frame: Frame): void;
}

/** Starts empty. */
export function createTranscript(): TranscriptWriter {
  const heads = new Map<string, { readonly head: MessageHead; readonly nonce: MessageTranscript['nonce'] }>();
  const frames = new Map<string, Frame[]>();
  const idsByChannel = new Map<string, string[]>();

  const message = (id: string): MessageTranscript => {
    const opened = heads.get(id);
    const seen = frames.get(id) ?? [];
    if (opened === undefined) throw new Error(`The bot has no message ${id}.`);
    const last = seen.at(-1);
    return {
      ...opened.head,
      nonce: opened.nonce,
      frames: [...seen],
      text: last?.text ?? '',
      buttons: last?.buttons ?? [],
      isDeleted: last?.kind === 'deleted',
    };
  };
  const messages = (): readonly MessageTranscript[] => [...heads.keys()].map(message);

  return {
    messages,
    message,
    standing: ({ channelId, onlyFor } = {}) =>
      (channelId === undefined ? messages() : (idsByChannel.get(channelId) ?? []).map(message)).filter(
        (one) => !one.isDeleted && (onlyFor === undefined || one.onlyFor === onlyFor),
      ),
    open(head, nonce) {
      heads.set(head.id, { head, nonce });
      frames.set(head.id, []);
      const ids = idsByChannel.get(head.channelId) ?? [];
      ids.push(head.id);
      idsByChannel.set(head.channelId, ids);
    },
    add(id, frame) {
      frames.get(id)?.push(frame);
    },
  };
}
