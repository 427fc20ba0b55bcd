import type { APIGatewayBotInfo } from 'discord.js';
import type { Cancellable } from '../../../core/ports.ts';
import type { CommandDefinition } from '../gateway/command-definitions.ts';
import type { Button } from './buttons.ts';
import type { BucketState } from './discord-rest.ts';

/** A use of a slash command or of a button: what it takes to answer it, even from another process. */
export interface InteractionRef {
  readonly id: string;
  readonly applicationId: string;
  /** Lets its bearer write into the channel for 15 minutes. Never logged. */
  readonly token: string;
}

/** Text in answer to a command. */
export interface ReplyDraft {
  readonly text: string;
  readonly buttons?: readonly Button[] | undefined;
  /** Shown to the person who gave the command, and to nobody else. */
  readonly isPrivate?: boolean;
}

/** An ordinary message to write. */
export interface ChannelDraft {
  readonly text: string;
  readonly buttons?: readonly Button[] | undefined;
  /** A second create with the same one gives back the first message instead; at most 25 characters. */
  readonly nonce: string;
  readonly replyTo?: string | undefined;
}

/** How a message is edited. */
export interface EditOptions extends Cancellable {
  /** The message has these from now on, and no other. */
  readonly buttons?: readonly Button[] | undefined;
}

/** A message as Discord keeps it. */
export interface SentMessage {
  readonly id: string;
  readonly text: string;
  readonly bucket?: BucketState;
}

/** A message as it stands in a channel. */
export interface ListedMessage {
  readonly id: string;
  /** The use of a command or a button that it answers; nothing for every other message. */
  readonly answers: string | undefined;
  /** Whether it stands behind the first reply to it. */
  readonly isFollowUp: boolean;
}

/** Where commands are registered: everywhere, or in one server. */
export interface CommandScope {
  readonly applicationId: string;
  readonly guildId: string | undefined;
}

/**
 * The calls that the twin makes, one request each. Nothing is queued for a rate limit and nothing is tried again: who
 * calls decides. No text can ping anybody, and no link unfolds.
 *
 * @throws {UpstreamError} from every method
 */
export interface DiscordApi {
  /** Whether only what people wait for should be called now: too much was refused of late. */
  isSparing(): boolean;
  application(options: Cancellable): Promise<{ readonly id: string; readonly name: string }>;
  /** Where to connect, over how many shards, and how many logins are left; in Discord's own form. */
  gateway(options: Cancellable): Promise<APIGatewayBotInfo>;
  readCommands(scope: CommandScope, options: Cancellable): Promise<readonly unknown[]>;
  /** Replaces them all. */
  writeCommands(scope: CommandScope, commands: readonly CommandDefinition[], options: Cancellable): Promise<void>;
  /** Shows "the twin is thinking…". */
  defer(to: InteractionRef, options: Cancellable & { readonly isPrivate: boolean }): Promise<void>;
  /** Takes the press of a button, and shows nothing by itself. */
  acknowledgePress(to: InteractionRef, options: Cancellable): Promise<void>;
  reply(to: InteractionRef, draft: ReplyDraft, options: Cancellable): Promise<void>;
  /** Edits the reply itself ({@link ORIGINAL}), or a follow-up. */
  editReply(to: InteractionRef, messageId: string, text: string, options: EditOptions): Promise<SentMessage>;
  readReply(to: InteractionRef, messageId: string, options: Cancellable): Promise<SentMessage>;
  deleteReply(to: InteractionRef, options: Cancellable): Promise<void>;
  followUp(to: InteractionRef, draft: ReplyDraft, options: Cancellable): Promise<SentMessage>;
  createMessage(channelId: string, draft: ChannelDraft, options: Cancellable): Promise<SentMessage>;
  editMessage(channelId: string, messageId: string, text: string, options: EditOptions): Promise<SentMessage>;
  readMessage(channelId: string, messageId: string, options: Cancellable): Promise<SentMessage>;
  /** Up to a hundred messages after one, the oldest first; none at all where the bot may not read the history. */
  readMessages(channelId: string, afterId: string, options: Cancellable): Promise<readonly ListedMessage[]>;
  deleteMessage(channelId: string, messageId: string, options: Cancellable): Promise<void>;
  /** Wakes a thread; one that is locked needs a permission for it. */
  unarchive(threadId: string, options: Cancellable): Promise<void>;
  type(channelId: string, options: Cancellable): Promise<void>;
  react(channelId: string, messageId: string, emoji: string, options: Cancellable): Promise<void>;
  /** Gives the id of the channel. */
  openDm(userId: string, options: Cancellable): Promise<string>;
}

/** The id that stands for the reply itself in {@link DiscordApi.editReply}. */
export const ORIGINAL = '@original';

/** The calls that need no token of the bot, but that of an interaction. */
export type InteractionCalls = Pick<
  DiscordApi,
  'defer' | 'acknowledgePress' | 'reply' | 'editReply' | 'readReply' | 'deleteReply' | 'followUp'
>;

/** The calls that need the bot's token. */
export type BotCalls = Omit<DiscordApi, keyof InteractionCalls | 'isSparing'>;
