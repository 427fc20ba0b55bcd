import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createFakeDiscord } from '../../test/fakes/discord/fake-discord.ts';
import type { FakeDiscord } from '../../test/fakes/discord/fake-discord.ts';
import { startGroqFake } from '../../test/fakes/groq/groq-fake.ts';
import type { GroqFake } from '../../test/fakes/groq/groq-fake.ts';
import { createFolder } from '../../test/fakes/program.ts';
import { startRedis } from '../../test/fakes/redis-server.ts';
import type { RedisServer } from '../../test/fakes/redis-server.ts';
import { SERVED_PROFILE, toServiceEnv } from '../../test/fakes/services.ts';
import { createSlackFake } from '../../test/fakes/slack/slack-fake.ts';
import type { SlackFake } from '../../test/fakes/slack/slack-fake.ts';
import { startUpstashFake } from '../../test/fakes/upstash/upstash-fake.ts';
import type { UpstashFake } from '../../test/fakes/upstash/upstash-fake.ts';
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
  /** How often Redis was started anew, empty. */
  redisRestarts: number;
  /** Whether Redis answers. */
  isRedisUp: boolean;
  /** When that changed last, in epoch ms. */
  redisChangedAt: number;
  /** What a healthy model has charged for. */
  tokensServed: number;
}

/** Questions per person and minute. */
export const PERSON_LIMIT = 6;
/** Tokens that may be used in the run; some of the later answers are quoted, because it is spent. */
export const TOKEN_BUDGET = 60_000;

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
  await writeFile(join(dataDir, 'digitaltwin.json'), JSON.stringify(SERVED_PROFILE));
  const env = {
    ...toServiceEnv({ discord, slack, groq, upstash }),
    DATA_DIR: dataDir,
    REDIS_URL: redis.url,
    RATE_LIMIT: `${PERSON_LIMIT}/60s`,
    RATE_LIMIT_PLACE: '1000/60s',
    RATE_LIMIT_GLOBAL: '10000/60s',
    DAILY_TOKEN_BUDGET: String(TOKEN_BUDGET),
    LOG_LEVEL: 'info',
  };
  const slots = ['one', 'two'].map((name) => createSlot({ name, folder, env }));
  for (const slot of slots) await slot.start();
  return {
    discord,
    slack,
    groq,
    upstash,
    redis,
    slots,
    redisRestarts: 0,
    isRedisUp: true,
    redisChangedAt: 0,
    tokensServed: 0,
    async [Symbol.asyncDispose]() {
      await Promise.all(slots.map((slot) => slot.kill()));
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
