import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { mkdir, writeFile } from 'node:fs/promises';
import { createFakeDiscord } from '../discord/fake-discord.ts';
import { answerOf } from '../groq/completion-script.ts';
import { startGroqFake } from '../groq/groq-fake.ts';
import { createFolder } from '../program.ts';
import { createRandom } from '../random-markdown.ts';
import { SERVED_PROFILE } from '../services.ts';
import { createSlackFake } from '../slack/slack-fake.ts';
import { wordAt } from '../word-at.ts';
import { startFleet } from './fleet.ts';
import { askEverywhere, judge, type Asked, type Verdict } from './questions.ts';

/** How many, and which. */
export interface KillTrialOptions {
  readonly trials: number;
  readonly seed: number;
  /** How long a trial waits for every message to be terminal; ten seconds by default. */
  readonly terminalWithinMs?: number;
  /** Two processes share a Redis, and one of them is killed; nothing may be lost then that both are told of. */
  readonly hasRedis?: boolean;
  /** The Slack app has the optional scopes by which it finds its own messages in channels; it has by default. */
  readonly mayReadHistory?: boolean;
  /** Told after each trial. */
  readonly onTrial?: (trial: KillTrial) => void;
}

/** What one kill did. */
export interface KillTrial {
  /** Milliseconds after the first question. */
  readonly killedAfterMs: number;
  /** Milliseconds from the restart until every message was terminal; nothing when one was not in time. */
  readonly terminalAfterMs: number | undefined;
  readonly verdicts: readonly { readonly kind: string; readonly verdict: Verdict; readonly shown: readonly string[] }[];
}

/** What all of them did. */
export interface KillReport {
  readonly trials: readonly KillTrial[];
  /** Entries that were left in the journal. */
  readonly leftInJournal: number;
}

const TERMINAL_WITHIN_MS = 10_000;
const MAX_KILL_AFTER_MS = 1600;
const MAX_ANSWER_MS = 4000;
const ROOMY_TIER = 100_000;
/** How often answers that were given are forgotten, so that the model is asked again. */
const FORGETFUL_SHARE = 0.8;

/**
 * Kills the built program at random moments while it answers over both platforms, starts it again at once and looks at what
 * people see. `dist` must be built.
 */
export async function runKillTrials({
  trials,
  seed,
  onTrial,
  hasRedis = false,
  mayReadHistory = true,
  terminalWithinMs = TERMINAL_WITHIN_MS,
}: KillTrialOptions): Promise<KillReport> {
  const random = createRandom(seed);
  const folder = await createFolder();
  const [discord, groq, slack] = await Promise.all([
    // Every trial logs in once more; Discord grants a thousand logins a day.
    createFakeDiscord({ limit: { maxCount: 1000, windowMs: 1000 }, logins: { remaining: 1_000_000 } }),
    startGroqFake(),
    createSlackFake({ ackWithinMs: 1500, tiers: TIERS }),
  ]);
  slack.workspace.mayReadHistory = mayReadHistory;
  const dataDir = join(folder, 'data');
  await mkdir(dataDir);
  await writeFile(join(dataDir, 'digitaltwin.json'), JSON.stringify(SERVED_PROFILE));
  const env = {
    DATA_DIR: dataDir,
    RATE_LIMIT: '100/60s',
    RATE_LIMIT_GLOBAL: '10000/60s',
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    GROQ_API_KEY: 'test-groq-key',
    GROQ_BASE_URL: groq.url,
  };
  groq.always(() => {
    // Some answers come in one go, some take seconds, some need several messages.
    const wordCount = random() < 0.2 ? 420 : 40;
    const text = Array.from({ length: wordCount }, (_none, at) => wordAt(at)).join(' ');
    // An event that was not taken before the kill is answered after it: that, too, has to end in time.
    const delayMs = Math.min(random() * 40, MAX_ANSWER_MS / wordCount);
    return answerOf(`${text} [1].`, { delayMs: random() < 0.3 ? 0 : Math.round(delayMs) });
  });

  const done: KillTrial[] = [];
  const fleet = await startFleet({ folder, env, hasRedis });
  try {
    for (let number = 0; number < trials; number += 1) {
      const killedAfterMs = Math.round(random() * MAX_KILL_AFTER_MS);
      const asked = askEverywhere({ discord, slack }, number);
      await sleep(killedAfterMs);
      await fleet.kill(random);
      if (random() < FORGETFUL_SHARE) await fleet.forgetAnswers();
      const restartedAt = performance.now();
      const [terminalAfterMs] = await Promise.all([
        untilTerminal(asked, restartedAt, terminalWithinMs),
        fleet.restart(),
      ]);
      await redeliver(slack, asked);
      const verdicts = asked.map((one) => ({ kind: one.kind, verdict: toVerdict(one, hasRedis), shown: one.shown() }));
      const trial = { killedAfterMs, terminalAfterMs, verdicts };
      done.push(trial);
      onTrial?.(trial);
    }
    await fleet.end();
    return { trials: done, leftInJournal: await fleet.countJournal() };
  } finally {
    await fleet[Symbol.asyncDispose]();
    await Promise.all([discord[Symbol.asyncDispose](), groq.close(), slack.close()]);
  }
}

/** Discord tells both of two processes, and one of them lives. */
function toVerdict(asked: Asked, hasRedis: boolean): Verdict {
  const verdict = judge(asked);
  return hasRedis && verdict === 'unclaimed' && asked.kind.startsWith('discord') ? 'lost' : verdict;
}

/** Rate limits are not what is tried here. */
const TIERS = Object.fromEntries(
  [
    'chat.postMessage',
    'chat.update',
    'chat.startStream',
    'chat.appendStream',
    'chat.stopStream',
    'chat.postEphemeral',
    'conversations.replies',
    'assistant.threads.setStatus',
    'agents.sessions.setStatus',
  ].map((method) => [method, ROOMY_TIER]),
);

async function untilTerminal(asked: readonly Asked[], since: number, withinMs: number): Promise<number | undefined> {
  for (;;) {
    const afterMs = Math.round(performance.now() - since);
    if (asked.every((one) => judge(one) !== 'hanging')) return afterMs;
    if (afterMs > withinMs) return undefined;
    await sleep(20);
  }
}

/** Slack sends again what it has not seen acknowledged, and now and then what it has. */
async function redeliver(
  slack: { redeliver(eventId: string): Promise<unknown> },
  asked: readonly Asked[],
): Promise<void> {
  const events = await Promise.all(asked.map(({ eventId }) => eventId));
  await Promise.all(events.map(async (id) => (id === undefined ? undefined : slack.redeliver(id))));
  await sleep(150);
}
