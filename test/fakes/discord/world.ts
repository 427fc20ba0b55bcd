import { createSnowflakes, toSnowflake } from './snowflakes.ts';
import { createTranscript } from './transcript.ts';
import type { ComponentRows } from './components.ts';
import type { NextId } from './snowflakes.ts';
import type { TranscriptWriter } from './transcript.ts';

/** A person or a bot. */
export interface FakeUser {
  readonly id: string;
  readonly username: string;
  readonly isBot: boolean;
}

/** `0` text channel, `1` DM, `2` voice channel, `11` public thread or post of a forum, `15` forum, by Discord's numbers. */
export interface FakeChannel {
  readonly id: string;
  readonly type: 0 | 1 | 2 | 11 | 15;
  readonly name: string;
  readonly guildId: string | undefined;
  /** The person on the other side of a DM. */
  readonly recipientId: string | undefined;
  readonly parentId: string | undefined;
  /** A thread that sleeps: what stands in it cannot be edited. */
  isArchived: boolean;
  /** A thread that only moderators may write in, or wake. */
  isLocked: boolean;
  /** The bot lacks the permission Read Message History here. */
  hidesHistory: boolean;
}

/** One message, by whomever. */
export interface FakeMessage {
  readonly id: string;
  readonly channelId: string;
  readonly authorId: string;
  /** The token of the interaction that it answers. */
  readonly token: string | undefined;
  readonly onlyFor: string | undefined;
  readonly replyTo: string | undefined;
  flags: number;
  content: string;
  components: ComponentRows;
  isLoading: boolean;
}

/** One use of a slash command or of a button. */
export interface FakeInteraction {
  readonly id: string;
  readonly token: string;
  readonly userId: string;
  readonly channelId: string;
  /** The message whose button was pressed. */
  readonly messageId: string | undefined;
  /** Epoch ms. */
  readonly createdAt: number;
  /** Epoch ms of the acknowledgement. */
  ackedAt: number | undefined;
  /** Every acknowledgement that came too late or twice. */
  refusedAckCount: number;
  originalId: string | undefined;
}

/** Everything that the fake's Discord knows. */
export interface World {
  readonly nextId: NextId;
  readonly transcript: TranscriptWriter;
  readonly bot: FakeUser;
  readonly applicationId: string;
  /** The server that has the text channel. */
  readonly guildId: string;
  /** Every server that the bot is in; they were made a millisecond apart, so that they go round the shards. */
  readonly guildIds: ReadonlySet<string>;
  readonly users: Map<string, FakeUser>;
  readonly channels: Map<string, FakeChannel>;
  readonly messages: Map<string, FakeMessage>;
  readonly interactions: FakeInteraction[];
  /** Ids of people who take no DMs. */
  readonly dmBlockers: Set<string>;
  /** `channelId messageId emoji`, in order. */
  readonly reactions: string[];
  /** Channel ids, in order. */
  readonly typings: string[];
  /** Registered commands by scope: `global` or a server's id. */
  readonly commands: Map<string, readonly Record<string, unknown>[]>;
  /** How often commands were written. */
  commandWriteCount: number;
  /** What a well-behaved bot never does. Tests expect it to be empty. */
  readonly problems: string[];
  now(): number;
}

/** A world with the bot in so many servers. */
export function createWorld(now: () => number, guildCount = 1): World {
  const nextId = createSnowflakes(now);
  const bot: FakeUser = { id: nextId(), username: 'Twin', isBot: true };
  const madeAt = now();
  const guildId = nextId();
  const others = Array.from({ length: guildCount - 1 }, (_none, at) => toSnowflake(madeAt - 1 - at, 1));
  return {
    nextId,
    transcript: createTranscript(),
    bot,
    applicationId: bot.id,
    guildId,
    guildIds: new Set([guildId, ...others]),
    users: new Map([[bot.id, bot]]),
    channels: new Map(),
    messages: new Map(),
    interactions: [],
    dmBlockers: new Set(),
    reactions: [],
    typings: [],
    commands: new Map(),
    commandWriteCount: 0,
    problems: [],
    now,
  };
}

/** Adds a channel, a DM or a thread. */
export function addChannel(
  world: World,
  { type, name = 'general', guildId, recipientId, parentId }: Partial<FakeChannel> & Pick<FakeChannel, 'type'>,
): FakeChannel {
  const id = world.nextId();
  const states = { isArchived: false, isLocked: false, hidesHistory: false };
  const channel: FakeChannel = { id, type, name, guildId, recipientId, parentId, ...states };
  world.channels.set(channel.id, channel);
  return channel;
}

/** The DM with a person, opened when there is none. */
export function openDm(world: World, recipientId: string): FakeChannel {
  const known = [...world.channels.values()].find((channel) => channel.recipientId === recipientId);
  return known ?? addChannel(world, { type: 1, name: 'dm', recipientId });
}
