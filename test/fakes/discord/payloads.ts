import type { FakeChannel, FakeMessage, FakeUser, World } from './world.ts';

/** A user as the API writes it. */
export function toUserJson({ id, username, isBot }: FakeUser): Record<string, unknown> {
  return { id, username, discriminator: '0', global_name: username, avatar: null, bot: isBot };
}

/** A channel as the API writes it. */
export function toChannelJson(world: World, channel: FakeChannel): Record<string, unknown> {
  const { id, type, name, guildId, recipientId, parentId } = channel;
  const recipient = recipientId === undefined ? undefined : world.users.get(recipientId);
  return {
    id,
    type,
    ...(type === 1
      ? { recipients: recipient === undefined ? [] : [toUserJson(recipient)] }
      : { name, guild_id: guildId }),
    ...(parentId === undefined
      ? {}
      : { parent_id: parentId, owner_id: world.bot.id, member_count: 2, message_count: 1 }),
    ...(type === 11
      ? {
          thread_metadata: {
            archived: false,
            auto_archive_duration: 1440,
            archive_timestamp: new Date(world.now()).toISOString(),
            locked: false,
          },
        }
      : {}),
  };
}

/** A message as the API writes it, without what only the Gateway adds. */
export function toMessageJson(world: World, message: FakeMessage): Record<string, unknown> {
  const author = world.users.get(message.authorId) ?? world.bot;
  return {
    id: message.id,
    channel_id: message.channelId,
    author: toUserJson(author),
    content: message.content,
    timestamp: new Date(world.now()).toISOString(),
    edited_timestamp: null,
    tts: false,
    mention_everyone: false,
    mentions: [],
    mention_roles: [],
    attachments: [],
    embeds: [],
    components: message.components,
    pinned: false,
    type: message.replyTo === undefined ? 0 : 19,
    flags: message.flags,
    ...toInteractionFields(world, message),
    ...(message.replyTo === undefined
      ? {}
      : { message_reference: { type: 0, message_id: message.replyTo, channel_id: message.channelId } }),
  };
}

/**
 * What says which use of a command or button a message answers.
 *
 * @see https://docs.discord.com/developers/resources/message#message-interaction-metadata-object
 */
function toInteractionFields(world: World, { id, token }: FakeMessage): Record<string, unknown> {
  const interaction = token === undefined ? undefined : world.interactions.find((one) => one.token === token);
  if (interaction === undefined) return {};
  const { originalId, userId, messageId } = interaction;
  const user = world.users.get(userId);
  return {
    application_id: world.applicationId,
    webhook_id: world.applicationId,
    interaction_metadata: {
      id: interaction.id,
      type: messageId === undefined ? 2 : 3,
      ...(user === undefined ? {} : { user: toUserJson(user) }),
      authorizing_integration_owners: { 0: world.guildId },
      // Only what follows the first reply has it.
      ...(originalId === undefined || originalId === id ? {} : { original_response_message_id: originalId }),
    },
  };
}

/** A server as `GUILD_CREATE` brings it. */
export function toGuildJson(world: World, guildId: string): Record<string, unknown> {
  const channels = [...world.channels.values()].filter((channel) => channel.guildId === guildId);
  return {
    id: guildId,
    name: 'Test server',
    owner_id: world.bot.id,
    roles: [{ id: guildId, name: '@everyone', permissions: '0', position: 0, color: 0, hoist: false }],
    emojis: [],
    stickers: [],
    features: [],
    members: [{ user: toUserJson(world.bot), roles: [], joined_at: new Date(world.now()).toISOString() }],
    channels: channels.filter(({ type }) => type !== 11).map((channel) => toChannelJson(world, channel)),
    threads: channels.filter(({ type }) => type === 11).map((channel) => toChannelJson(world, channel)),
    voice_states: [],
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    member_count: 2,
    large: false,
    unavailable: false,
  };
}
