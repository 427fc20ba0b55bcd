import { randomBytes } from 'node:crypto';
import { toButtonIds } from './components.ts';
import { toCreateEvent, toCommandJson, toPressJson } from './event-payloads.ts';
import { toChannelJson } from './payloads.ts';
import { addChannel, openDm } from './world.ts';
import type { Dispatch } from './bot-messages.ts';
import type { FakeChannel, FakeInteraction, FakeMessage, FakeUser, World } from './world.ts';

/** A value that a person gives to a command. */
export type OptionValue = string | boolean;

/** How a command is used. */
export interface SlashOptions {
  readonly user: FakeUser;
  readonly command: string;
  readonly subcommand?: string;
  readonly options?: Readonly<Record<string, OptionValue>>;
  /** The server's text channel by default. */
  readonly channel?: FakeChannel;
  /** Permission bits in the server, as a decimal string. */
  readonly permissions?: string;
}

/** A message as a person, or another bot, writes it. */
export interface SayOptions {
  readonly user: FakeUser;
  readonly channel: FakeChannel;
  /** With `<@id>` for mentions. */
  readonly text: string;
  /** Whom it pings besides those whom the text mentions; the author of a message that is answered with the ping on. */
  readonly pings?: readonly string[];
  readonly replyTo?: string;
  readonly isEveryone?: boolean;
  readonly roles?: readonly string[];
  readonly isWebhook?: boolean;
  /** Discord's message type; 7 is a join, 6 a pin. */
  readonly type?: number;
}

/** A button as somebody presses it. */
export interface PressOptions {
  readonly user: FakeUser;
  /** The message that holds it. */
  readonly on: string;
  /** What stands on it. */
  readonly label: string;
}

/** What people do. */
export interface People {
  /** Makes a person. */
  person(name?: string): FakeUser;
  otherBot(name?: string): FakeUser;
  slash(options: SlashOptions): FakeInteraction;
  /** @throws {Error} there is no such button, or the person does not see it */
  press(options: PressOptions): FakeInteraction;
  say(options: SayOptions): FakeMessage;
  /** Says something to the bot in a channel. */
  mention(options: Omit<SayOptions, 'channel'> & { readonly channel?: FakeChannel }): FakeMessage;
  dm(options: Omit<SayOptions, 'channel'>): FakeMessage;
  /** Answers a message of the bot, with the ping on unless told otherwise. */
  reply(options: { user: FakeUser; to: string; text: string; hasPing?: boolean }): FakeMessage;
  /** Under the server's text channel, or as a post in a forum. */
  thread(name?: string, parent?: FakeChannel): FakeChannel;
  /** In the server that has the text channel, unless told otherwise. */
  channel(name?: string, type?: 0 | 2 | 15, guildId?: string): FakeChannel;
  /** Removes the bot from the server; `isOutage` only makes the server unavailable. */
  removeBot(options?: { readonly isOutage?: boolean }): void;
  /** Sends the very same event once more. */
  redeliver(what: { readonly id: string }): void;
}

/** Acts in `world`; events go to `dispatch`. */
export function createPeople(world: World, dispatch: Dispatch, home: FakeChannel): People {
  const events = new Map<string, { readonly event: string; readonly data: Record<string, unknown> }>();
  const send = (id: string, event: string, data: Record<string, unknown>): void => {
    events.set(id, { event, data });
    dispatch(event, data);
  };
  const add = (name: string, isBot: boolean): FakeUser => {
    const user: FakeUser = { id: world.nextId(), username: name, isBot };
    world.users.set(user.id, user);
    return user;
  };

  const interact = (user: FakeUser, channel: FakeChannel, messageId?: string): FakeInteraction => {
    const interaction: FakeInteraction = {
      id: world.nextId(),
      token: randomBytes(24).toString('base64url'),
      userId: user.id,
      channelId: channel.id,
      messageId,
      createdAt: world.now(),
      ackedAt: undefined,
      refusedAckCount: 0,
      originalId: undefined,
    };
    world.interactions.push(interaction);
    return interaction;
  };

  const people: People = {
    person: (name = 'ada') => add(name, false),
    otherBot: (name = 'other-bot') => add(name, true),
    slash(options) {
      const channel = options.channel ?? home;
      const interaction = interact(options.user, channel);
      send(interaction.id, 'INTERACTION_CREATE', toCommandJson(world, interaction, { ...options, channel }));
      return interaction;
    },
    press({ user, on, label }) {
      const message = world.messages.get(on);
      const channel = world.channels.get(message?.channelId ?? '');
      const isSeen = message?.onlyFor === undefined || message.onlyFor === user.id;
      const customId = message === undefined ? undefined : toButtonIds(message.components).get(label);
      if (message === undefined || channel === undefined || !isSeen || customId === undefined) {
        throw new Error(`${user.username} sees no button "${label}" on message ${on}.`);
      }
      const interaction = interact(user, channel, message.id);
      send(interaction.id, 'INTERACTION_CREATE', toPressJson(world, interaction, { user, channel, message, customId }));
      return interaction;
    },
    say(options) {
      const message: FakeMessage = {
        id: world.nextId(),
        channelId: options.channel.id,
        authorId: options.user.id,
        content: options.text,
        token: undefined,
        onlyFor: undefined,
        replyTo: options.replyTo,
        flags: 0,
        components: [],
        isLoading: false,
      };
      world.messages.set(message.id, message);
      send(message.id, 'MESSAGE_CREATE', toCreateEvent(world, message, options));
      return message;
    },
    mention: ({ text, channel = home, ...rest }) =>
      people.say({ ...rest, channel, text: `<@${world.bot.id}> ${text}` }),
    dm: (options) => people.say({ ...options, channel: openDm(world, options.user.id) }),
    reply({ user, to, text, hasPing = true }) {
      const answered = world.messages.get(to);
      const channel = world.channels.get(answered?.channelId ?? '');
      if (answered === undefined || channel === undefined) throw new Error(`There is no message ${to}.`);
      return people.say({ user, channel, text, replyTo: to, pings: hasPing ? [answered.authorId] : [] });
    },
    thread(name = 'a thread', parent = home) {
      const thread = addChannel(world, { type: 11, name, guildId: world.guildId, parentId: parent.id });
      dispatch('THREAD_CREATE', { ...toChannelJson(world, thread), newly_created: true });
      return thread;
    },
    channel(name = 'another', type = 0, guildId = world.guildId) {
      const channel = addChannel(world, { type, name, guildId });
      dispatch('CHANNEL_CREATE', toChannelJson(world, channel));
      return channel;
    },
    removeBot({ isOutage = false } = {}) {
      dispatch('GUILD_DELETE', { id: world.guildId, ...(isOutage ? { unavailable: true } : {}) });
    },
    redeliver({ id }) {
      const known = events.get(id);
      if (known === undefined) throw new Error(`There was no event ${id}.`);
      dispatch(known.event, known.data);
    },
  };
  return people;
}
