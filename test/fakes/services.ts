import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createFakeDiscord } from './discord/fake-discord.ts';
import type { FakeDiscord } from './discord/fake-discord.ts';
import { createSignal } from '../../src/support/signal.ts';
import { answerOf } from './groq/completion-script.ts';
import type { CompletionScript } from './groq/completion-script.ts';
import { startGroqFake } from './groq/groq-fake.ts';
import type { GroqFake } from './groq/groq-fake.ts';
import { createFolder } from './program.ts';
import { createSlackFake } from './slack/slack-fake.ts';
import type { SlackFake } from './slack/slack-fake.ts';
import { startUpstashFake } from './upstash/upstash-fake.ts';
import type { UpstashFake } from './upstash/upstash-fake.ts';
import { wordAt } from './word-at.ts';

/** Every service that the program knows, on loopback, and a data folder that a test writes. */
export interface Services extends AsyncDisposable {
  readonly discord: FakeDiscord;
  readonly slack: SlackFake;
  readonly groq: GroqFake;
  readonly upstash: UpstashFake;
  /** Keeps state over restarts. */
  readonly folder: string;
  /** Switches everything on. */
  readonly env: Readonly<Record<string, string>>;
  /** Writes a file of the data folder; `undefined` removes it. */
  write(path: string, content: string | undefined): Promise<void>;
}

/** What the files of these tests say. */
export const SERVED_PROFILE = {
  personal: { name: 'Maya Okafor', headline: 'Engineer' },
  experience: [
    { company: 'Lumenfold Robotics', role: 'Staff engineer', startDate: '2021-03', summary: 'Warehouse robots.' },
  ],
};

/** An answer of 40 deltas, 100 ms apart: four seconds. */
export const FOUR_SECONDS = {
  ...answerOf(`${Array.from({ length: 39 }, (_none, at) => wordAt(at)).join(' ')} [1].`),
  delayMs: 100,
};

/** An answer that is half written, until it is told to go on. */
export interface HeldAnswer {
  /** Gives {@link HELD_SHOWS} and some more, and the rest when {@link release} is called. */
  readonly script: CompletionScript;
  release(): void;
}

/** What people read of a held answer. */
export const HELD_SHOWS = wordAt(3);
/** How it ends. */
export const HELD_END = `${wordAt(38)} [1].`;

/** Makes an answer that is in the middle for as long as a test needs it there, however slow the machine is. */
export function holdAnswer(): HeldAnswer {
  const go = createSignal();
  const words = Array.from({ length: 39 }, (_none, at) => wordAt(at));
  return {
    script: answerOf(`${words.join(' ')} [1].`, { hold: { after: 20, until: go.promise } }),
    release: go.resolve,
  };
}

/** Opens all fakes. The end checks that the program did nothing that the real services would refuse. */
export async function openServices(): Promise<Services> {
  const [discord, slack, groq, upstash, folder] = await Promise.all([
    createFakeDiscord(),
    createSlackFake(),
    startGroqFake(),
    startUpstashFake(),
    createFolder(),
  ]);
  const dataDir = join(folder, 'data');
  await mkdir(dataDir);
  return {
    discord,
    slack,
    groq,
    upstash,
    folder,
    env: { DATA_DIR: dataDir, RATE_LIMIT: '100/60s', ...toServiceEnv({ discord, slack, groq, upstash }) },
    async write(path, content) {
      const file = join(dataDir, path);
      await mkdir(dirname(file), { recursive: true });
      await (content === undefined ? rm(file) : writeFile(file, content));
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([discord[Symbol.asyncDispose](), slack.close(), groq.close(), upstash.close()]);
      await rm(folder, { recursive: true, force: true });
      const problems = [...discord.problems, ...slack.problems, ...groq.problems, ...upstash.problems];
      assert.deepEqual(problems, []);
    },
  };
}

/** The settings that switch the services on. */
export function toServiceEnv({
  discord,
  slack,
  groq,
  upstash,
}: Pick<Services, 'discord' | 'slack' | 'groq' | 'upstash'>): Readonly<Record<string, string>> {
  return {
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    GROQ_API_KEY: 'test-groq-key',
    GROQ_BASE_URL: groq.url,
    UPSTASH_VECTOR_REST_URL: upstash.url,
    UPSTASH_VECTOR_REST_TOKEN: upstash.writeToken,
    UPSTASH_VECTOR_REST_READONLY_TOKEN: upstash.readToken,
  };
}

/** What everybody reads on Discord now, all messages together. */
export function shownOnDiscord({ discord }: Services): string {
  return discord.transcript
    .standing()
    .map(({ text }) => text)
    .join('\n');
}
