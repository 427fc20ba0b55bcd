import { z } from 'zod';
import { apiFaults } from './api-fault.ts';
import { parseMessageBody } from './message-body.ts';
import { toMessageJson } from './payloads.ts';
import type { BotMessages, Draft } from './bot-messages.ts';
import type { MessageBody } from './message-body.ts';
import type { FakeInteraction, FakeMessage, World } from './world.ts';

/** An acknowledgement later than this is refused. @see https://docs.discord.com/developers/interactions/receiving-and-responding */
const ACK_LIMIT_MS = 3000;

/** The life of an interaction's token. */
const TOKEN_LIFE_MS = 15 * 60_000;

const EPHEMERAL = 64;
const callbackSchema = z.strictObject({
  type: z.union([z.literal(4), z.literal(5), z.literal(6)]),
  data: z.unknown().optional(),
});
const deferSchema = z.strictObject({ flags: z.number().optional() }).optional();

/** Acknowledgement and the interaction's own webhook. */
export interface InteractionRoutes {
  acknowledge(id: string, token: string, json: unknown): undefined;
  create(applicationId: string, token: string, json: unknown): Record<string, unknown>;
  read(applicationId: string, token: string, messageId: string): Record<string, unknown>;
  edit(applicationId: string, token: string, messageId: string, json: unknown): Record<string, unknown>;
  delete(applicationId: string, token: string, messageId: string): undefined;
}

/** Answers from `world`; what the bot says goes to `messages`. */
export function createInteractionRoutes(world: World, messages: BotMessages): InteractionRoutes {
  const open = (applicationId: string, token: string): FakeInteraction => {
    const interaction = world.interactions.find((one) => one.token === token);
    if (applicationId !== world.applicationId)
      world.problems.push(`Unknown application ${applicationId} in a webhook.`);
    if (interaction === undefined) throw apiFaults.expiredToken();
    if (world.now() - interaction.createdAt > TOKEN_LIFE_MS) throw apiFaults.expiredToken();
    if (interaction.ackedAt === undefined) throw apiFaults.unknownWebhook();
    return interaction;
  };
  const find = (interaction: FakeInteraction, messageId: string): FakeMessage => {
    const id = messageId === '@original' ? interaction.originalId : messageId;
    const message = id === undefined ? undefined : world.messages.get(id);
    if (message === undefined || message.token !== interaction.token) throw apiFaults.unknownMessage();
    return message;
  };

  return {
    acknowledge(id, token, json) {
      const { type, data } = callbackSchema.parse(json);
      const interaction = world.interactions.find((one) => one.id === id && one.token === token);
      if (interaction === undefined) throw apiFaults.unknownInteraction();
      if (interaction.ackedAt !== undefined) {
        interaction.refusedAckCount += 1;
        throw apiFaults.alreadyAcknowledged();
      }
      if (world.now() - interaction.createdAt > ACK_LIMIT_MS) {
        interaction.refusedAckCount += 1;
        throw apiFaults.unknownInteraction();
      }
      if (type === 6) {
        // Only a component has a message to leave as it is.
        if (interaction.messageId === undefined) throw apiFaults.badForm('type');
        interaction.ackedAt = world.now();
        interaction.originalId = interaction.messageId;
        return undefined;
      }
      const body = type === 4 ? parseMessageBody(data) : undefined;
      const draft = toDraft(interaction, body?.flags ?? deferSchema.parse(data)?.flags ?? 0);
      interaction.ackedAt = world.now();
      interaction.originalId = (body === undefined ? messages.createLoading(draft) : messages.create(draft, body)).id;
      return undefined;
    },
    create(applicationId, token, json) {
      const interaction = open(applicationId, token);
      const body = parseMessageBody(json);
      const original = interaction.originalId === undefined ? undefined : world.messages.get(interaction.originalId);
      // The first follow-up to a deferred reply takes the place of "the bot is thinking…", and its visibility.
      const message = original?.isLoading === true ? messages.edit(original, body) : follow(interaction, body);
      return toMessageJson(world, message);
    },
    read: (applicationId, token, messageId) => toMessageJson(world, find(open(applicationId, token), messageId)),
    edit(applicationId, token, messageId, json) {
      const message = find(open(applicationId, token), messageId);
      return toMessageJson(world, messages.edit(message, parseMessageBody(json)));
    },
    delete(applicationId, token, messageId) {
      messages.delete(find(open(applicationId, token), messageId));
      return undefined;
    },
  };

  function follow(interaction: FakeInteraction, body: MessageBody): FakeMessage {
    return messages.create(toDraft(interaction, body.flags ?? 0), body);
  }
}

function toDraft({ channelId, token, userId, messageId }: FakeInteraction, flags: number): Draft {
  return { channelId, token, flags, replyTo: messageId, onlyFor: (flags & EPHEMERAL) === 0 ? undefined : userId };
}
