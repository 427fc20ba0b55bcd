import { MAX_MESSAGE_CHARS } from '../../src/adapters/discord/reply/call-buckets.ts';
import type { CallLimit } from '../../src/core/call-windows.ts';
import { varied, type PlannedAnswer, type Scenario } from './run-scenario.ts';
import { writeText } from './answer-script.ts';
import type { Random } from '../../test/fakes/random-markdown.ts';
import { SLACK_LIMITS } from './deliverer.ts';

/** A scenario, what is demanded of it, and how often it is run. */
export interface BenchScenario extends Scenario {
  readonly group: 'single' | 'shared' | 'calm' | 'flood';
  /** Whether it takes several messages. */
  readonly isLong?: boolean;
  /** Share of the seeds that it is run with: long ones tell enough in a few. */
  readonly seedShare: number;
  /** What one answer alone can use; for the oracle. */
  readonly limit: CallLimit;
  /** What one message takes; for the oracle. */
  readonly messageChars: number;
}

const BUCKETS: readonly CallLimit[] = [
  { maxCount: 5, windowMs: 5_000, kind: 'fixed' },
  { maxCount: 5, windowMs: 2_000, kind: 'fixed' },
  { maxCount: 30, windowMs: 60_000, kind: 'fixed' },
];
const ROUND_TRIPS_MS: readonly number[] = [50, 150, 600];
const RATES: readonly number[] = [30, 100, 500, 1000];
/** The middle length; others have from 100 tokens on. */
const TOKENS = 250;
/** Alone, the longest have twice as many, and take a second message. */
const SPILLING = 2;
/** Models of different speed, so that answers do not march in step. */
const MIXED_RATES: readonly number[] = [30, 60, 100];
const SHARED_ROUND_TRIP_MS = 150;
/** How long answers go on coming. */
const ARRIVALS_MS = 180_000;
/** So few have all the calls that they can use, and so many never enough. */
const GROUP_AT: Readonly<Record<number, 'calm' | 'flood'>> = { 6: 'calm', 40: 'flood' };
const FIVE: CallLimit = { maxCount: 5, windowMs: 5_000, kind: 'fixed' };

/** One answer alone on Discord. */
export const SINGLE: readonly BenchScenario[] = BUCKETS.flatMap((limit) =>
  ROUND_TRIPS_MS.flatMap((roundTripMs) => [
    ...RATES.map((rate) =>
      toSingle(`${rate} tok/s`, { limit, roundTripMs }, (random) => ({
        tokensPerSecond: rate,
        text: varied(TOKENS, random, SPILLING),
      })),
    ),
    toLong({ limit, roundTripMs }),
  ]),
);

/** One answer alone on Slack, streamed. */
export const SINGLE_SLACK: readonly BenchScenario[] = ROUND_TRIPS_MS.flatMap((roundTripMs) => {
  // Beginning and ending the stream are calls of their own.
  const appends = SLACK_LIMITS['chat.appendStream'];
  const limit = { ...appends, maxCount: appends.maxCount + 2 };
  const onSlack = { messageChars: Infinity, place: { kind: 'slack' } as const };
  return [
    ...RATES.map((rate) => ({
      ...toSingle(`${rate} tok/s`, { limit, roundTripMs }, (random) => ({
        tokensPerSecond: rate,
        text: varied(TOKENS, random, SPILLING),
      })),
      ...onSlack,
      name: `Slack stream, ${roundTripMs} ms, ${rate} tok/s`,
    })),
    {
      ...toLong({ limit, roundTripMs }),
      ...onSlack,
      name: `Slack stream, ${roundTripMs} ms, 12,000 chars at 100 tok/s`,
    },
  ];
});

/** Several people at once. */
export const SHARED: readonly BenchScenario[] = [
  ...[3, 6].map((count) => ({
    name: `${count} mentions in a Discord channel`,
    group: 'shared' as const,
    seedShare: 1,
    limit: FIVE,
    messageChars: MAX_MESSAGE_CHARS,
    place: { kind: 'discord', limit: FIVE } as const,
    roundTripMs: SHARED_ROUND_TRIP_MS,
    plan: (random: Random) => Array.from({ length: count }, (_none, at) => toMixed(at, random() * 2000, random)),
  })),
  ...[6, 15, 20, 40].map((perMinute) => ({
    name: `${perMinute} Slack answers a minute`,
    group: GROUP_AT[perMinute] ?? ('shared' as const),
    seedShare: 0.2,
    limit: SLACK_LIMITS['chat.appendStream'],
    messageChars: Infinity,
    place: { kind: 'slack' } as const,
    roundTripMs: SHARED_ROUND_TRIP_MS,
    plan: (random: Random) =>
      Array.from({ length: (perMinute * ARRIVALS_MS) / 60_000 }, (_none, at) =>
        toMixed(at, random() * ARRIVALS_MS, random),
      ),
  })),
];

function toSingle(
  what: string,
  { limit, roundTripMs }: { readonly limit: CallLimit; readonly roundTripMs: number },
  plan: (random: Random) => Omit<PlannedAnswer, 'startMs' | 'person'>,
): BenchScenario {
  return {
    name: `${limit.maxCount}/${limit.windowMs / 1000} s, ${roundTripMs} ms, ${what}`,
    group: 'single',
    seedShare: 1,
    limit,
    messageChars: MAX_MESSAGE_CHARS,
    place: { kind: 'discord', limit },
    roundTripMs,
    plan: (random) => [{ startMs: 0, person: 'one', ...plan(random) }],
  };
}

function toLong(on: { readonly limit: CallLimit; readonly roundTripMs: number }): BenchScenario {
  return {
    ...toSingle('12,000 chars at 100 tok/s', on, () => ({ tokensPerSecond: 100, text: '' })),
    isLong: true,
    seedShare: 0.1,
    // How long an answer will be cannot be told from its start: those before it tell.
    plan: (random: Random) =>
      [0, 1, 2].map((at) => ({
        startMs: at * 120_000,
        person: 'one',
        isEarlier: at < 2,
        tokensPerSecond: 100,
        text: writeText(12_000, random),
      })),
  };
}

function toMixed(at: number, startMs: number, random: Random): PlannedAnswer {
  const tokensPerSecond = MIXED_RATES[Math.floor(random() * MIXED_RATES.length)] ?? 60;
  return { startMs, person: `person${at}`, tokensPerSecond, text: varied(TOKENS, random) };
}
