import { z } from 'zod';
import { apiFaults } from './api-fault.ts';
import { parseMessageBody } from './message-body.ts';
import { toChannelJson, toMessageJson } from './payloads.ts';
import { openDm } from './world.ts';
import type { BotMessages } from './bot-messages.ts';
import type { FakeChannel, FakeMessage, World } from './world.ts';

/** Ordinary messages, with the bot's token. */
export interface ChannelRoutes {
  create(channelId: string, json: unknown): Record<string, unknown>;
  /** The messages after one, the newest first. */
  list(
    channelId: string,
    query: { readonly after: string; readonly limit: number },
  ): readonly Record<string, unknown>[];
  read(channelId: string, messageId: string): Record<string, unknown>;
  edit(channelId: string, messageId: string, json: unknown): Record<string, unknown>;
  delete(channelId: string, messageId: string): undefined;
  change(channelId: string, json: unknown): Record<string, unknown>;
  type(channelId: string): undefined;
  react(channelId: string, messageId: string, emoji: string): undefined;
  openDm(json: unknown): Record<string, unknown>;
}

const changeSchema = z.strictObject({ archived: z.literal(false) });
const dmSchema = z.strictObject({ recipient_id: z.string() });

/** Answers from `world`; what the bot says goes to `messages`. */
export function createChannelRoutes(world: World, messages: BotMessages): ChannelRoutes {
  const byNonce = new Map<string, FakeMessage>();
  const channelOf = (id: string): FakeChannel => {
    const channel = world.channels.get(id);
    if (channel === undefined) throw apiFaults.unknownChannel();
    return channel;
  };
  const messageOf = (channelId: string, id: string): FakeMessage => {
    const message = world.messages.get(id);
    // What only one person sees cannot be reached through the channel.
    const isThere = message?.channelId === channelOf(channelId).id && message.onlyFor === undefined;
    if (message === undefined || !isThere) throw apiFaults.unknownMessage();
    return message;
  };

  return {
    create(channelId, json) {
      const channel = channelOf(channelId);
      const { recipientId } = channel;
      if (channel.type === 15) throw apiFaults.noText();
      if (channel.isLocked) throw apiFaults.locked();
      // What is written into a thread wakes it.
      channel.isArchived = false;
      if (recipientId !== undefined && world.dmBlockers.has(recipientId)) throw apiFaults.blockedDm();
      const body = parseMessageBody(json);
      const nonceKey = body.enforce_nonce === true ? `${channelId} ${body.nonce}` : undefined;
      const known = nonceKey === undefined ? undefined : byNonce.get(nonceKey);
      if (known !== undefined) return toMessageJson(world, known);
      const replyTo = toReplyTarget(body.message_reference);
      const draft = { channelId, token: undefined, onlyFor: undefined, replyTo, flags: body.flags ?? 0 };
      const message = messages.create(draft, body);
      if (nonceKey !== undefined) byNonce.set(nonceKey, message);
      return toMessageJson(world, message);
    },
    list(channelId, { after, limit }) {
      const channel = channelOf(channelId);
      // Without the permission nothing is listed, and nothing is said.
      // @see https://docs.discord.com/developers/resources/message#get-channel-messages
      if (channel.hidesHistory) return [];
      const there = [...world.messages.values()].filter(
        (one) => one.channelId === channelId && one.onlyFor === undefined && BigInt(one.id) > BigInt(after),
      );
      const nearest = there.toSorted((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1)).slice(0, limit);
      return nearest.toReversed().map((message) => toMessageJson(world, message));
    },
    read: (channelId, messageId) => toMessageJson(world, messageOf(channelId, messageId)),
    edit(channelId, messageId, json) {
      if (channelOf(channelId).isArchived) throw apiFaults.archived();
      return toMessageJson(world, messages.edit(messageOf(channelId, messageId), parseMessageBody(json)));
    },
    delete(channelId, messageId) {
      const message = messageOf(channelId, messageId);
      if (message.authorId !== world.bot.id) throw apiFaults.missingPermissions();
      messages.delete(message);
      return undefined;
    },
    change(channelId, json) {
      changeSchema.parse(json);
      const channel = channelOf(channelId);
      if (channel.isLocked) throw apiFaults.missingPermissions();
      channel.isArchived = false;
      return toChannelJson(world, channel);
    },
    type(channelId) {
      world.typings.push(channelOf(channelId).id);
      return undefined;
    },
    react(channelId, messageId, emoji) {
      world.reactions.push(`${messageOf(channelId, messageId).id} ${emoji}`);
      return undefined;
    },
    openDm: (json) => toChannelJson(world, openDm(world, dmSchema.parse(json).recipient_id)),
  };

  function toReplyTarget(reference: { message_id: string; fail_if_not_exists?: boolean | undefined } | undefined) {
    if (reference === undefined) return undefined;
    if (world.messages.has(reference.message_id)) return reference.message_id;
    if (reference.fail_if_not_exists === false) return undefined;
    throw apiFaults.badForm('message_reference: Unknown message');
  }
}
