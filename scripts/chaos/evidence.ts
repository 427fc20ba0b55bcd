import type { Question } from './question.ts';
import { BATCH_TOKENS, PERSON_LIMIT, TOKEN_BUDGET } from './world.ts';
import type { World } from './world.ts';

/** Everything that a run has left to be judged. */
export interface Evidence {
  readonly questions: readonly Question[];
  /** What one person asked at once, far over the limit, and how many of it may have been answered. */
  readonly floods: readonly { readonly questions: readonly Question[]; readonly maxAnswers: number }[];
  readonly processes: readonly {
    readonly name: string;
    /** Everything that was written to stderr there. */
    readonly lines: readonly string[];
    /** Of those that were asked to end. */
    readonly exitCodes: readonly (number | null)[];
  }[];
  /** What must be in no log. */
  readonly secrets: readonly string[];
  /** What a platform would have refused, or seen as abuse. */
  readonly problems: readonly string[];
  /** Whoever was pinged, and by what. */
  readonly pings: readonly string[];
  readonly tokens: { readonly used: number; readonly max: number };
  /** Prompts with passages of two versions of the files. */
  readonly mixedPrompts: readonly string[];
  /** Turns that the journal still takes to be waited for, though everything has ended. */
  readonly leftInJournal: readonly string[];
  /** The most that one process had resident at any time, in MB. */
  readonly peakMb: number;
}

/** What was asked in a run, and seen of it. */
export interface Watched extends Pick<Evidence, 'questions' | 'leftInJournal' | 'peakMb'> {
  /** Asked while everything was well. */
  readonly greedy: readonly Question[];
  /** Each asked just after Redis had gone. */
  readonly greedyAlone: readonly (readonly Question[])[];
}

/** A process that was killed has written the end of a command to nobody. */
const EXCUSED = ', for its connection ended';

/** Gathers what the fakes have recorded. */
export function toEvidence(world: World, { greedy, greedyAlone, ...watched }: Watched): Evidence {
  const { discord, slack, groq, upstash, slots, deaths, tokensServed } = world;
  return {
    ...watched,
    floods: [
      { questions: greedy, maxAnswers: PERSON_LIMIT },
      // Some may have been counted by Redis before it went; then each process has its share of the limit.
      ...greedyAlone.map((questions) => ({ questions, maxAnswers: 2 * PERSON_LIMIT })),
    ],
    processes: slots.map((slot) => ({ name: slot.name, lines: slot.lines(), exitCodes: slot.exitCodes })),
    secrets: [
      discord.token,
      slack.botToken,
      slack.appToken,
      slack.signingSecret,
      'test-groq-key',
      upstash.writeToken,
      upstash.readToken,
    ],
    problems: [...discord.problems, ...slack.problems, ...groq.problems, ...upstash.problems].filter(
      (problem) => !problem.endsWith(EXCUSED),
    ),
    pings: slack.pings,
    // What a killed process had the model write, nobody could count.
    tokens: { used: tokensServed, max: TOKEN_BUDGET + BATCH_TOKENS * (1 + deaths) },
    mixedPrompts: world.mixedPrompts,
  };
}
