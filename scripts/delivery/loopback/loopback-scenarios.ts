import type { CallLimit } from '../../../src/core/call-windows.ts';
import { createRandom } from '../../../test/fakes/random-markdown.ts';
import { writeText } from '../answer-script.ts';
import { SLACK_LIMITS } from '../deliverer.ts';
import { varied } from '../run-scenario.ts';
import { DISCORD_REQUESTS } from './discord-stage.ts';
import { SLACK_REQUESTS } from './slack-stage.ts';
import type { Asked, LoopbackFault } from './stage.ts';

/** Answers that are asked for of the real adapters. */
export interface LoopbackScenario {
  readonly name: string;
  readonly platform: 'discord' | 'slack';
  /** Whether each answer has a bucket to itself: then it is held to what one alone can be. */
  readonly isAlone: boolean;
  readonly answers: readonly Asked[];
  readonly limit: CallLimit;
  readonly fault?: { readonly kind: string; readonly fault: LoopbackFault };
}

const FIVE: CallLimit = { maxCount: 5, windowMs: 5_000, kind: 'fixed' };
const APPENDS: CallLimit = SLACK_LIMITS['chat.appendStream'];
/** Beginning and ending a stream are calls of their own. */
const STREAM: CallLimit = { ...APPENDS, maxCount: APPENDS.maxCount + 2 };
const RATES: readonly number[] = [30, 100, 500];
const MIXED_RATES: readonly number[] = [30, 60, 100];
const FAULTS: readonly LoopbackFault[] = ['rate_limited', 'unavailable', 'reset before', 'reset after'];
/** Answers with a bucket each, at one rate. */
const SAMPLES = 4;
const TOKENS = 250;
const LONG_CHARS = 12_000;
const MINUTE_MS = 60_000;
/** Answers that a process remembers when a long one comes, this far apart: one is whole before the next one comes. */
const EARLIER = 2;
const EARLIER_MS = 12_000;
const EARLIER_RATE = 1000;

const random = createRandom(4);

/** Names and numbers that the files do not hold would get a note under the answer. */
function toPlain(text: string): string {
  return text.replaceAll(/\bL[isbon]*/g, 'there').replaceAll('two', 'old');
}

function mention(place: string, startMs: number, tokensPerSecond: number, text = varied(TOKENS, random)): Asked {
  return { by: 'mention', place, startMs, tokensPerSecond, text: toPlain(text) };
}

/**
 * Long answers in channels of their own, or one in its workspace. How long one will be cannot be told from its start: those
 * before it tell, which come quickly here. `restMs` later the calls that those took are free again.
 */
function longMentions(count: number, restMs = 0): readonly Asked[] {
  const earlier = Array.from({ length: EARLIER }, (_none, at) => ({
    ...mention(`earlier-${at}`, at * EARLIER_MS, EARLIER_RATE, writeText(LONG_CHARS, random)),
    isEarlier: true,
  }));
  const measured = Array.from({ length: count }, (_none, at) =>
    mention(`long-${at}`, EARLIER * EARLIER_MS + restMs + at * 1000, 100, writeText(LONG_CHARS, random)),
  );
  return [...earlier, ...measured];
}

function mixed(place: string, count: number, withinMs: number): readonly Asked[] {
  return Array.from({ length: count }, (_none, at) =>
    mention(place, random() * withinMs, MIXED_RATES[at % MIXED_RATES.length] ?? 60),
  );
}

/** Nobody measures the first answers of a process: they wait for code to be compiled. */
export const WARM_UP: readonly LoopbackScenario[] = [
  { platform: 'discord' as const, limit: FIVE, by: 'slash' as const },
  { platform: 'discord' as const, limit: FIVE, by: 'mention' as const },
  { platform: 'slack' as const, limit: STREAM, by: 'mention' as const },
].map(({ by, ...rest }) => ({
  ...rest,
  name: 'warm-up',
  isAlone: true,
  answers: [0, 1].map((at) => ({ ...mention(`warm-${at}`, at * 1500, 500, writeText(2500, random)), by })),
}));

/** What is measured: in real time, with round trips that the platform makes. */
export const TIMED: readonly LoopbackScenario[] = [
  ...RATES.map((rate) => ({
    name: `Discord command, ${rate} tok/s`,
    platform: 'discord' as const,
    isAlone: true,
    limit: FIVE,
    answers: Array.from({ length: SAMPLES }, (_none, at) => ({
      ...mention(`slash-${rate}-${at}`, at * 2000, rate),
      by: 'slash' as const,
    })),
  })),
  ...[3, 6].map((count) => ({
    name: `${count} mentions in a Discord channel`,
    platform: 'discord' as const,
    isAlone: false,
    limit: FIVE,
    answers: mixed(`channel-${count}`, count, 2000),
  })),
  {
    name: 'Discord, 12,000 chars at 100 tok/s',
    platform: 'discord',
    isAlone: true,
    limit: FIVE,
    answers: longMentions(3),
  },
  ...[6, 15].map((perMinute) => ({
    name: `${perMinute} Slack answers a minute`,
    platform: 'slack' as const,
    isAlone: false,
    limit: STREAM,
    answers: mixed('channel', perMinute, MINUTE_MS),
  })),
  {
    name: 'Slack, 12,000 chars at 100 tok/s',
    platform: 'slack',
    isAlone: true,
    limit: STREAM,
    answers: longMentions(1, MINUTE_MS),
  },
];

/** Where they are asked for: in a Slack channel the app may not look for a message that nobody heard of. */
const PLACES: readonly {
  readonly kinds: readonly string[];
  readonly by: Asked['by'];
  readonly platform: 'discord' | 'slack';
}[] = [
  { platform: 'discord', by: 'slash', kinds: DISCORD_REQUESTS.filter((kind) => kind.startsWith('webhook')) },
  { platform: 'discord', by: 'mention', kinds: DISCORD_REQUESTS.filter((kind) => kind.startsWith('channel')) },
  { platform: 'slack', by: 'dm', kinds: SLACK_REQUESTS },
  { platform: 'slack', by: 'mention', kinds: SLACK_REQUESTS },
];
/** Slow enough that there is something to edit, however busy the machine is. */
const FAULTY_RATE = 120;
const SLACK_CREATES: readonly string[] = ['chat.startStream', 'chat.postMessage'];

/** Each request goes wrong once, in every way. */
export const FAULTED: readonly LoopbackScenario[] = PLACES.flatMap(({ platform, by, kinds }) =>
  kinds.flatMap((kind) => FAULTS.map((fault) => toFaulted({ platform, by, kind, fault }))),
);

function toFaulted({
  platform,
  by,
  kind,
  fault,
}: {
  readonly platform: 'discord' | 'slack';
  readonly by: Asked['by'];
  readonly kind: string;
  readonly fault: LoopbackFault;
}): LoopbackScenario {
  // A further message is begun only by an answer that one does not hold.
  const text = kind === 'webhook.create' ? writeText(3500, random) : writeText(900, random);
  const mayRepeat = by === 'mention' && SLACK_CREATES.includes(kind) && fault !== 'rate_limited';
  const answers = [{ ...mention('faulty', 0, FAULTY_RATE, text), by, mayRepeat }];
  const limit = platform === 'discord' ? FIVE : STREAM;
  return { name: `${kind} of a ${by}, ${fault}`, platform, isAlone: true, limit, answers, fault: { kind, fault } };
}
