import type { FakeDiscord } from '../discord/fake-discord.ts';
import type { SlackFake } from '../slack/slack-fake.ts';
import { lastText } from '../slack/workspace.ts';

/** One question that somebody asked. */
export interface Asked {
  readonly kind: string;
  /** What people see of the answer now, message by message. */
  shown(): readonly string[];
  /** Whether something still says that more will come. */
  isOpen(): boolean;
  /** Whether the platform itself tells the person that it failed, or cannot know of it. */
  isExcused(): boolean;
  /** Names the delivery on Slack, once it was acknowledged. */
  readonly eventId: Promise<string | undefined>;
}

/**
 * `answered` once and whole, `noted`: a part or nothing and the note, `unclaimed`: killed before anybody could know of it.
 * Everything else must not be.
 */
export type Verdict = 'answered' | 'noted' | 'unclaimed' | 'lost' | 'hanging' | 'answered twice' | 'whole and noted';

const NOTE = 'I was interrupted by a restart';
const FOOTER = 'AI twin of';
/** All of them are answered by the files, or one person's answer is given to another. */
const QUESTIONS = [
  'Where do you work?',
  'Which company do you work for?',
  'What is your role at Lumenfold Robotics?',
  'Do you work at Lumenfold Robotics?',
  'Since when do you work at Lumenfold Robotics?',
  'Are you a staff engineer?',
  'Are there warehouse robots at Lumenfold Robotics?',
];
const WAITING = /Reading the files|is thinking/;

/** Judges what people see of one question. */
export function judge(asked: Asked): Verdict {
  const shown = asked.shown();
  const wholeCount = shown.filter((text) => text.includes(FOOTER)).length;
  const noteCount = shown.filter((text) => text.includes(NOTE)).length;
  if (wholeCount + noteCount === 0) return asked.isExcused() ? 'unclaimed' : 'hanging';
  if (asked.isOpen() || shown.some((text) => WAITING.test(text) && !text.includes(NOTE))) return 'hanging';
  if (wholeCount > 0 && noteCount > 0) return 'whole and noted';
  if (wholeCount > 1 || noteCount > 1) return 'answered twice';
  return wholeCount === 1 ? 'answered' : 'noted';
}

/** Asks over every way of both platforms at once, each person once, some of them what was asked before. */
export function askEverywhere(
  platforms: { readonly discord: FakeDiscord; readonly slack: SlackFake },
  number: number,
): readonly Asked[] {
  const { discord, slack } = platforms;
  const question = (way: number): string => QUESTIONS[(number + way) % QUESTIONS.length] ?? '';
  return [
    askDiscord(discord, 'slash', question(1)),
    askDiscord(discord, 'private slash', question(2)),
    askDiscord(discord, 'mention', question(3)),
    askDiscord(discord, 'dm', question(4)),
    askSlack(slack, 'mention', { number, text: question(5) }),
    askSlack(slack, 'dm', { number, text: question(6) }),
    askSlack(slack, 'slash', { number, text: question(7) }),
  ];
}

function askDiscord(discord: FakeDiscord, way: 'slash' | 'private slash' | 'mention' | 'dm', text: string): Asked {
  const user = discord.person();
  const channel = discord.channel();
  const options = { question: text, ...(way === 'private slash' ? { private: true } : {}) };
  const isCommand = way === 'slash' || way === 'private slash';
  const interaction = isCommand ? discord.slash({ user, command: 'asktwin', options, channel }) : undefined;
  const message =
    interaction === undefined
      ? way === 'dm'
        ? discord.dm({ user, text })
        : discord.mention({ user, channel, text })
      : undefined;
  const channelId = message?.channelId ?? channel.id;
  const standing = () => discord.transcript.standing({ channelId });
  return {
    kind: `discord ${way}`,
    shown: () => standing().map((one) => one.text),
    isOpen: () => standing().some(({ frames }) => frames.at(-1)?.kind === 'loading'),
    // Discord itself says that a command failed that nobody acknowledged; a message has no acknowledgement.
    isExcused: () => standing().length === 0 && interaction?.ackedAt === undefined,
    eventId: Promise.resolve(undefined),
  };
}

function askSlack(
  slack: SlackFake,
  way: 'mention' | 'dm' | 'slash',
  { number, text }: { readonly number: number; readonly text: string },
): Asked {
  const user = `U${way.toUpperCase()}${number}`;
  const channel = way === 'dm' ? `D${user}` : `C${user}`;
  const { workspace } = slack;
  const failedBefore = countFailed(slack);
  const delivered =
    way === 'slash' ? slack.slash('/asktwin', { user, channel, text }) : slack[way]({ user, channel, text });
  const standing = () => slack.botMessages(channel).filter((message) => !lastText(message).includes('asked: '));
  const whispers = () => workspace.privateMessages.filter((message) => message.user === user);
  return {
    kind: `slack ${way}`,
    shown: () => [...standing(), ...whispers()].map((message) => message.frames.at(-1)?.text ?? ''),
    isOpen: () => standing().some(({ state }) => state === 'streaming'),
    // Slack itself says that a command failed that nobody acknowledged; an event is sent again.
    isExcused: () => way === 'slash' && countFailed(slack) > failedBefore,
    eventId: delivered.then(({ eventId }) => eventId),
  };
}

function countFailed({ problems }: SlackFake): number {
  return problems.filter((problem) => /not acknowledged.*slash/.test(problem)).length;
}
