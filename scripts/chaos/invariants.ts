import { judge, mayBeUnheard } from './question.ts';
import type { Ending, Question } from './question.ts';
import { PERSON_LIMIT, TOKEN_BUDGET } from './world.ts';
import type { World } from './world.ts';

/** What a run has shown. */
export interface Verdict {
  /** How many questions ended in which way. */
  readonly endings: Readonly<Record<string, number>>;
  /** Every invariant that was broken, in words. */
  readonly broken: readonly string[];
  readonly residentMb: number;
}

/** What was asked in a run. */
export interface Asked {
  readonly questions: readonly Question[];
  /** By one person, at once, far over the limit. */
  readonly greedy: readonly Question[];
  /** Of the larger process in the end. */
  readonly residentMb: number;
}

/** Answers that may be on their way when the budget ends. */
const BATCH_TOKENS = 20 * 400;
const MAX_RESIDENT_MB = 450;
const MAX_TEXT_CHARS = 300;

/** Holds a run to what the product promises. */
export function check(world: World, { questions, greedy, residentMb }: Asked): Verdict {
  const all = [...questions, ...greedy];
  const judged = all.map((question) => ({ question, ending: judge(question) }));
  return {
    endings: count(judged.map(({ ending }) => ending.kind)),
    residentMb,
    broken: [
      ...judged.flatMap(({ question, ending }) => toFault(question, ending)),
      ...checkLimits(world, greedy),
      ...checkLogs(world, all),
      ...checkProcesses(world),
      ...world.slack.pings.map((ping) => `somebody was pinged: ${ping}`),
      ...[...world.discord.problems, ...world.slack.problems, ...world.groq.problems, ...world.upstash.problems]
        // Slack waits in vain for a process that was killed.
        .filter((problem) => !problem.startsWith('not acknowledged'))
        .map((problem) => `refused by a platform: ${problem}`),
      ...(residentMb > MAX_RESIDENT_MB ? [`${residentMb.toFixed(0)} MB resident`] : []),
    ],
  };
}

function toFault(question: Question, ending: Ending): readonly string[] {
  const { id, way } = question;
  switch (ending.kind) {
    case 'answered':
    case 'interrupted':
    case 'told':
      return [];
    case 'unheard':
      return mayBeUnheard(question) ? [] : [`${id} (${way}): nothing can be seen`];
    case 'hanging':
    case 'twice':
    case 'contradiction':
      return [`${id} (${way}): ${ending.kind}: ${ending.texts.join(' | ').slice(0, MAX_TEXT_CHARS)}`];
  }
}

/** A restart of Redis, which comes back empty, forgives what was counted. */
function checkLimits({ redisRestarts, tokensServed }: World, greedy: readonly Question[]): readonly string[] {
  const answered = greedy.filter((question) => judge(question).kind === 'answered').length;
  const maxAnswers = PERSON_LIMIT * (2 + 2 * redisRestarts);
  const maxTokens = TOKEN_BUDGET * (1 + redisRestarts) + BATCH_TOKENS;
  return [
    ...(answered > maxAnswers ? [`one person got ${answered} answers in a moment`] : []),
    ...(tokensServed > maxTokens ? [`${tokensServed} tokens were used of ${TOKEN_BUDGET}`] : []),
  ];
}

function checkLogs({ discord, slack, upstash, slots }: World, all: readonly Question[]): readonly string[] {
  const secrets = [
    discord.token,
    slack.botToken,
    slack.appToken,
    'test-groq-key',
    upstash.writeToken,
    upstash.readToken,
  ];
  const forbidden = [...secrets, ...all.flatMap(({ id, person }) => [id, person])];
  return slots.flatMap((slot) => {
    const text = slot.lines().join('\n');
    const found = forbidden.filter((word) => text.includes(word));
    const fatal = slot.lines().filter((line) => line.includes('"level":60'));
    return [
      ...found.map((word) => `the log of process ${slot.name} holds ${word}`),
      ...fatal.map((line) => `process ${slot.name} failed: ${line.slice(0, MAX_TEXT_CHARS)}`),
    ];
  });
}

function checkProcesses({ slots }: World): readonly string[] {
  return slots.flatMap(({ name, exitCodes }) =>
    exitCodes.filter((code) => code !== 0).map((code) => `process ${name} ended with ${code} after SIGTERM`),
  );
}

function count(kinds: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
