import { GONE_MS } from '../../src/engines/state/redis/members.ts';
import type { Random } from '../../test/fakes/random-markdown.ts';
import { lastText } from '../../test/fakes/slack/workspace.ts';
import type { Frame as SlackFrame } from '../../test/fakes/slack/workspace.ts';
import type { Question, SeenMessage, Way } from './question.ts';
import type { World } from './world.ts';

/** Simulated people, each question in a place of its own. */
export interface People {
  /** Has somebody ask something in some way. */
  ask(): Question;
  /** Has one person ask again and again at once, far over the limit. */
  askGreedily(times: number): readonly Question[];
}

const WAYS: readonly Way[] = [
  'discord slash',
  'discord private slash',
  'discord mention',
  'discord dm',
  'slack mention',
  'slack dm',
  'slack slash',
];
const STEADY_MS = 1000;
const PLACEHOLDER = 'Reading the files…';

interface Asked {
  readonly way: Way;
  readonly person: string;
  redeliver(): void;
  look(): readonly SeenMessage[];
}

/** Makes people who ask the twin of a world. */
export function createPeople(world: World, random: Random): People {
  let count = 0;

  const toQuestion = (id: string, asked: Asked): Question => ({
    ...asked,
    id,
    askedAt: Date.now(),
    wasCovered: isCovered(world),
  });
  const next = (): { readonly id: string; readonly text: string } => {
    count += 1;
    const id = `quest${count}x${Math.floor(random() * 1e6)}`;
    return { id, text: `Where do you work, ${id}?` };
  };

  return {
    ask() {
      const { id, text } = next();
      const way = WAYS[Math.floor(random() * WAYS.length)] ?? 'slack dm';
      return toQuestion(
        id,
        way.startsWith('discord') ? askOnDiscord(world, way, text) : askOnSlack(world, way, id, text),
      );
    },
    askGreedily(times) {
      const user = world.discord.person('greedy');
      return Array.from({ length: times }, () => {
        const { id, text } = next();
        return toQuestion(id, slashOnDiscord(world, 'discord slash', text, user));
      });
    },
  };
}

/**
 * Whether two processes run, and know of no other. Without Redis a process that was killed a moment ago keeps its share of what
 * Discord tells all; Redis need not be seen as away at once, nor as back.
 */
function isCovered({ slots, isRedisUp, redisChangedAt }: World): boolean {
  const isRedisSteady = isRedisUp && Date.now() - redisChangedAt > STEADY_MS;
  const sinceMs = isRedisSteady ? STEADY_MS : GONE_MS + STEADY_MS;
  return slots.every(({ isUp, changedAt }) => isUp && Date.now() - changedAt > sinceMs);
}

type DiscordUser = ReturnType<World['discord']['person']>;

function askOnDiscord(world: World, way: Way, text: string): Asked {
  const { discord } = world;
  const user = discord.person();
  if (way === 'discord slash' || way === 'discord private slash') return slashOnDiscord(world, way, text, user);
  const message =
    way === 'discord dm' ? discord.dm({ user, text }) : discord.mention({ user, text, channel: discord.channel() });
  return {
    way,
    person: user.id,
    redeliver: () => discord.redeliver(message),
    look: () => lookOnDiscord(world, message.channelId),
  };
}

function slashOnDiscord(world: World, way: Way, text: string, user: DiscordUser): Asked {
  const { discord } = world;
  const channel = discord.channel();
  const options = { question: text, ...(way === 'discord private slash' ? { private: true } : {}) };
  const interaction = discord.slash({ user, command: 'asktwin', options, channel });
  return {
    way,
    person: user.id,
    redeliver: () => discord.redeliver(interaction),
    look: () => lookOnDiscord(world, channel.id, user.id),
  };
}

/** A command that Discord did not let the twin take in time is spoken of in a DM. */
function lookOnDiscord({ discord }: World, channelId: string, userId?: string): readonly SeenMessage[] {
  const dm = [...discord.world.channels.values()].find(
    ({ recipientId }) => userId !== undefined && recipientId === userId,
  );
  const places = dm === undefined ? [channelId] : [channelId, dm.id];
  return places
    .flatMap((place) => discord.transcript.standing({ channelId: place }))
    .map(({ text, frames }) => ({ text, frames, isOpen: frames.at(-1)?.kind === 'loading' }));
}

function askOnSlack(world: World, way: Way, id: string, text: string): Asked {
  const { slack } = world;
  const person = `U0${id.toUpperCase()}`;
  const channel = `${way === 'slack dm' ? 'D' : 'C'}0${id.toUpperCase()}`;
  const place = { user: person, channel, text };
  const sending = sendOnSlack(world, way, place);
  return {
    way,
    person,
    redeliver: () => void sending.then(({ eventId }) => slack.redeliver(eventId)).catch(() => undefined),
    look: () => lookOnSlack(world, channel),
  };
}

function sendOnSlack({ slack }: World, way: Way, place: { user: string; channel: string; text: string }) {
  if (way === 'slack dm') return slack.dm(place);
  return way === 'slack slash' ? slack.slash('/asktwin', place) : slack.mention(place);
}

function lookOnSlack({ slack }: World, channel: string): readonly SeenMessage[] {
  const { messages, privateMessages, botUserId } = slack.workspace;
  const own = messages.filter((one) => one.channel === channel && one.author === botUserId && one.state !== 'deleted');
  const whispered = privateMessages.filter((one) => one.channel === channel);
  return [
    ...own.map((one) => ({ ...toSeen(one), isOpen: one.state === 'streaming' || lastText(one).includes(PLACEHOLDER) })),
    ...whispered.map(toSeen),
  ];
}

function toSeen(message: { readonly frames: readonly SlackFrame[] }): SeenMessage {
  const text = lastText(message);
  const frames = message.frames.map(({ atMs, text: shown }) => ({ at: atMs, text: shown }));
  return { text, isOpen: text.includes(PLACEHOLDER), frames };
}
