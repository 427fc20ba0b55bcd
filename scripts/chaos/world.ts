import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openRedis } from '../../src/engines/state/redis/connection.ts';
import type { RedisConnection } from '../../src/engines/state/redis/connection.ts';
import { createFakeDiscord } from '../../test/fakes/discord/fake-discord.ts';
import type { FakeDiscord } from '../../test/fakes/discord/fake-discord.ts';
import type { FakeUser } from '../../test/fakes/discord/world.ts';
import { startGroqFake } from '../../test/fakes/groq/groq-fake.ts';
import type { GroqFake } from '../../test/fakes/groq/groq-fake.ts';
import { createFolder } from '../../test/fakes/program.ts';
import { startRedis } from '../../test/fakes/redis-server.ts';
import type { RedisServer } from '../../test/fakes/redis-server.ts';
import { toServiceEnv } from '../../test/fakes/services.ts';
import { createSlackFake } from '../../test/fakes/slack/slack-fake.ts';
import type { SlackFake } from '../../test/fakes/slack/slack-fake.ts';
import { startUpstashFake } from '../../test/fakes/upstash/upstash-fake.ts';
import type { UpstashFake } from '../../test/fakes/upstash/upstash-fake.ts';
import { createProfileFile } from './profile-file.ts';
import type { ProfileFile } from './profile-file.ts';
import { createSlot } from './slot.ts';
import type { Slot } from './slot.ts';

/** Two processes on the same tokens and one Redis, with every service on loopback. */
export interface World extends AsyncDisposable {
  readonly discord: FakeDiscord;
  readonly slack: SlackFake;
  readonly groq: GroqFake;
  readonly upstash: UpstashFake;
  readonly redis: RedisServer;
  readonly slots: readonly Slot[];
  /** A look into Redis from outside. */
  readonly inspection: RedisConnection;
  readonly redisState: RedisState;
  /** Where the processes keep what each needs alone. */
  readonly statePath: string;
  readonly admin: FakeUser;
  /** How often a process or the data of Redis was lost. */
  deaths: number;
  readonly profile: ProfileFile;
  /** What the model was given of more than one revision at once. */
  readonly mixedPrompts: string[];
  /** What a healthy model has charged for. */
  tokensServed: number;
}

/** Whether Redis answers, and when that changed last, in epoch ms. */
export interface RedisState {
  isUp: boolean;
  changedAt: number;
}

/** Questions per person and minute. */
export const PERSON_LIMIT = 6;
/** Tokens that may be used in the run; some of the later answers are quoted, because it is spent. */
export const TOKEN_BUDGET = 60_000;
/** Answers that may be on their way when the budget ends. */
export const BATCH_TOKENS = 20 * 400;

const LIMITS = {
  RATE_LIMIT: `${PERSON_LIMIT}/60s`,
  RATE_LIMIT_PLACE: '1000/60s',
  RATE_LIMIT_GLOBAL: '10000/60s',
  DAILY_TOKEN_BUDGET: String(TOKEN_BUDGET),
  LOG_LEVEL: 'info',
};

/** Opens the services and starts both processes. */
export async function openWorld(): Promise<World> {
  const [discord, slack, groq, upstash, redis, folder] = await Promise.all([
    createFakeDiscord(),
    createSlackFake(),
    startGroqFake(),
    startUpstashFake(),
    startRedis(),
    createFolder(),
  ]);
  const dataDir = join(folder, 'data');
  await mkdir(dataDir);
  const profile = await createProfileFile(dataDir);
  // The optional scopes: without them nobody can find a first message in a channel whose arrival its process did not live to note.
  slack.workspace.mayReadHistory = true;
  const admin = discord.person('owner');
  const env = {
    ...toServiceEnv({ discord, slack, groq, upstash }),
    ...LIMITS,
    DATA_DIR: dataDir,
    REDIS_URL: redis.url,
    TWIN_ADMINS: `discord:${admin.id}`,
  };
  const stateDir = join(folder, 'state');
  const slots = ['one', 'two'].map((name) => createSlot({ name, folder, env: { ...env, STATE_DIR: stateDir } }));
  for (const slot of slots) await slot.start();
  const inspection = openRedis({ url: redis.url });
  return {
    discord,
    slack,
    groq,
    upstash,
    redis,
    slots,
    inspection,
    redisState: { isUp: true, changedAt: 0 },
    statePath: join(stateDir, 'state.sqlite'),
    admin,
    deaths: 0,
    tokensServed: 0,
    mixedPrompts: [],
    profile,
    async [Symbol.asyncDispose]() {
      await Promise.all(slots.map((slot) => slot.kill()));
      await inspection[Symbol.asyncDispose]();
      await Promise.all([
        discord[Symbol.asyncDispose](),
        slack.close(),
        groq.close(),
        upstash.close(),
        redis[Symbol.asyncDispose](),
      ]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
