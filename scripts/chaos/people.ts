import { createCoverage } from './coverage.ts';
import type { Coverage } from './coverage.ts';
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
  /** Has the owner have the files read anew. */
  reingest(): Question;
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
const GREEDY = 'greedy-';
/** Manage Server. */
const MANAGER = '32';
const PLACEHOLDER = 'Reading the files…';

type Asked = Omit<Question, 'id' | 'askedAt'>;

/** Makes people who ask the twin of a world. */
export function createPeople(world: World, random: Random): People {
  let count = 0;
  let greedyCount = 0;
  const coverage = createCoverage(world);
  const place: Place = { ...world, coverage };
  const toQuestion = (id: string, asked: Asked): Question => ({ ...asked, id, askedAt: Date.now() });
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
        way.startsWith('discord') ? askOnDiscord(place, way, text) : askOnSlack(world, way, id, text),
      );
    },
    askGreedily(times) {
      greedyCount += 1;
      const user = world.discord.person(`${GREEDY}${greedyCount}`);
      return Array.from({ length: times }, () => {
        const { id, text } = next();
        return toQuestion(id, slashOnDiscord(place, 'discord slash', text, user));
      });
    },
    reingest() {
      const { id } = next();
      const { discord, admin } = world;
      const channel = discord.channel();
      const given = discord.slash({ user: admin, command: 'reingest', channel, permissions: MANAGER });
      return toQuestion(
        id,
        toAsked(place, { way: 'discord reingest', user: admin, event: given, channelId: channel.id }),
      );
    },
  };
}

/** Where people ask on Discord. */
interface Place extends World {
  readonly coverage: Coverage;
}

type DiscordUser = ReturnType<World['discord']['person']>;

function askOnDiscord(place: Place, way: Way, text: string): Asked {
  const { discord } = place;
  const user = discord.person();
  if (way === 'discord slash' || way === 'discord private slash') return slashOnDiscord(place, way, text, user);
  const event =
    way === 'discord dm' ? discord.dm({ user, text }) : discord.mention({ user, text, channel: discord.channel() });
  return toAsked(place, { way, user, event, channelId: event.channelId });
}

function slashOnDiscord(place: Place, way: Way, text: string, user: DiscordUser): Asked {
  const { discord } = place;
  const channel = discord.channel();
  const options = { question: text, ...(way === 'discord private slash' ? { private: true } : {}) };
  const event = discord.slash({ user, command: 'asktwin', options, channel });
  return toAsked(place, { way, user, event, channelId: channel.id });
}

interface AskedOnDiscord {
  readonly way: Way;
  readonly user: DiscordUser;
  readonly event: { readonly id: string };
  readonly channelId: string;
}

function toAsked(place: Place, { way, user, event, channelId }: AskedOnDiscord): Asked {
  const isCommand = way !== 'discord dm' && way !== 'discord mention';
  const asked = { channelId, askedAt: Date.now(), ...(isCommand ? { commander: user } : {}) };
  return {
    way,
    person: user.id,
    mayBeUnheard: place.coverage.watch(event.id),
    redeliver: () => place.discord.redeliver(event),
    look: () => lookOnDiscord(place, asked),
  };
}

interface PlaceOnDiscord {
  readonly channelId: string;
  /** Epoch ms. */
  readonly askedAt: number;
  /** Who gave a command there: one that Discord did not let the twin take in time is spoken of in a DM. */
  readonly commander?: DiscordUser;
}

function lookOnDiscord(world: World, { channelId, askedAt, commander }: PlaceOnDiscord): readonly SeenMessage[] {
  const here = world.discord.transcript.standing({ channelId });
  const inDm = commander === undefined ? [] : lookInDm(world, commander);
  // Whoever gives many commands has one DM for all of them.
  const isShared = commander === world.admin || commander?.username.startsWith(GREEDY) === true;
  const since = inDm.filter(({ frames }) => (frames[0]?.at ?? 0) >= askedAt);
  const seenInDm = isShared ? since.slice(0, here.length === 0 ? 1 : 0) : inDm;
  return [...here, ...seenInDm].map(({ text, frames }) => ({
    text,
    frames,
    isOpen: frames.at(-1)?.kind === 'loading',
  }));
}

function lookInDm({ discord }: World, user: DiscordUser): ReturnType<World['discord']['transcript']['standing']> {
  const dm = [...discord.world.channels.values()].find(({ recipientId }) => recipientId === user.id);
  return dm === undefined ? [] : discord.transcript.standing({ channelId: dm.id });
}

function askOnSlack(world: World, way: Way, id: string, text: string): Asked {
  const { slack } = world;
  const person = `U0${id.toUpperCase()}`;
  const channel = `${way === 'slack dm' ? 'D' : 'C'}0${id.toUpperCase()}`;
  const place = { user: person, channel, text };
  const sending = sendOnSlack(world, way, place);
  let isCut = false;
  void sending.then((delivered) => (isCut = delivered.isCut)).catch(() => undefined);
  return {
    way,
    person,
    // Slack itself tells that a command failed which nobody acknowledged, and sends everything else again.
    mayBeUnheard: () => way === 'slack slash' && isCut,
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
