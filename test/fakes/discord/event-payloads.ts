import { toChannelJson, toMessageJson, toUserJson } from './payloads.ts';
import type { SayOptions, SlashOptions } from './people.ts';
import type { FakeChannel, FakeInteraction, FakeMessage, FakeUser, World } from './world.ts';

/**
 * What the Gateway says of a new message. Without the message content intent a bot reads the text of DMs and of
 * messages that mention it, and no other.
 *
 * @see https://docs.discord.com/developers/events/gateway#message-content-intent
 */
export function toCreateEvent(world: World, message: FakeMessage, options: SayOptions): Record<string, unknown> {
  const { channel, user, text, pings = [], isEveryone = false, roles = [], isWebhook = false, type } = options;
  const named = [...text.matchAll(/<@!?(\d+)>/g)].map(([, id = '']) => id);
  const mentioned = [...new Set([...named, ...pings])].filter((id) => world.users.has(id));
  const isReadable = channel.type === 1 || mentioned.includes(world.bot.id);
  return {
    ...toMessageJson(world, message),
    ...(isReadable ? {} : { content: '' }),
    ...(type === undefined ? {} : { type }),
    channel_type: channel.type,
    mention_everyone: isEveryone,
    mention_roles: roles,
    mentions: [...world.users.values()].filter(({ id }) => mentioned.includes(id)).map(toUserJson),
    ...(isWebhook ? { webhook_id: world.nextId() } : {}),
    ...(channel.guildId === undefined
      ? {}
      : { guild_id: channel.guildId, member: toMemberJson(world), author: toUserJson(user) }),
  };
}

function toMemberJson(world: World): Record<string, unknown> {
  return { roles: [], joined_at: new Date(world.now()).toISOString(), deaf: false, mute: false, flags: 0 };
}

/** What the Gateway says of the use of a command. @throws {Error} the command is not registered */
export function toCommandJson(
  world: World,
  interaction: FakeInteraction,
  { user, command, subcommand, options = {}, channel, permissions }: SlashOptions & { readonly channel: FakeChannel },
): Record<string, unknown> {
  const registered = [...world.commands.values()].flat().find(({ name }) => name === command);
  if (registered === undefined) throw new Error(`There is no command /${command} here.`);
  const values = Object.entries(options).map(([name, value]) => ({
    name,
    type: typeof value === 'string' ? 3 : 5,
    value,
  }));
  const asked = subcommand === undefined ? values : [{ name: subcommand, type: 1, options: values }];
  return {
    ...toInteractionJson(world, interaction, { user, channel, permissions }),
    type: 2,
    data: { id: registered['id'], name: command, type: 1, options: asked },
  };
}

/** What the Gateway says of the press of a button. */
export function toPressJson(
  world: World,
  interaction: FakeInteraction,
  pressed: {
    readonly user: FakeUser;
    readonly channel: FakeChannel;
    readonly message: FakeMessage;
    readonly customId: string;
  },
): Record<string, unknown> {
  const { message, customId } = pressed;
  return {
    ...toInteractionJson(world, interaction, pressed),
    type: 3,
    data: { custom_id: customId, component_type: 2 },
    message: toMessageJson(world, message),
  };
}

function toInteractionJson(
  world: World,
  { id, token }: FakeInteraction,
  where: { readonly user: FakeUser; readonly channel: FakeChannel; readonly permissions?: string | undefined },
): Record<string, unknown> {
  const { user, channel: place, permissions = '2048' } = where;
  const who =
    place.guildId === undefined
      ? { user: toUserJson(user), context: 1 }
      : {
          guild_id: place.guildId,
          guild: { id: place.guildId, locale: 'en-US', features: [] },
          member: { ...toMemberJson(world), user: toUserJson(user), permissions },
          context: 0,
        };
  return {
    id,
    token,
    application_id: world.applicationId,
    version: 1,
    channel_id: place.id,
    channel: toChannelJson(world, place),
    // View Channel, Send Messages, Send Messages in Threads and, unless it is hidden, Read Message History.
    app_permissions: place.hidesHistory ? '274877910016' : '274877975552',
    locale: 'en-US',
    entitlements: [],
    authorizing_integration_owners: { 0: place.guildId ?? world.guildId },
    attachment_size_limit: 10_485_760,
    ...who,
  };
}
