import assert from 'node:assert/strict';
import { vi } from 'vitest';
import { createDiscordAdapter } from '../../../src/adapters/discord/discord-adapter.ts';
import { systemClock } from '../../../src/support/clock.ts';
import { createTestCore } from '../test-core.ts';
import { createFakeDiscord } from './fake-discord.ts';
import type { Adapter, TwinCore } from '../../../src/core/adapter.ts';
import type { ConfigError } from '../../../src/core/errors.ts';
import type { Clock } from '../../../src/core/ports.ts';
import type { TestCore, TestCoreOptions } from '../test-core.ts';
import type { FakeDiscord, FakeDiscordOptions } from './fake-discord.ts';
import type { MessageTranscript } from './transcript.ts';

/** The real adapter on the real core, talking to the fake. Its end checks that the bot did nothing that bots must not do. */
export interface DiscordBench extends AsyncDisposable {
  readonly fake: FakeDiscord;
  readonly twin: TestCore;
  readonly adapter: Adapter;
}

/** How to set it up. */
export interface BenchOptions {
  readonly fake?: FakeDiscordOptions;
  readonly core?: TestCoreOptions;
  readonly guildId?: string;
  /** Names the fake's server in the configuration as one of members. */
  readonly isMemberGuild?: boolean;
  /** Changes what the adapter gets. */
  readonly withCore?: (core: TwinCore) => TwinCore;
  readonly isStarted?: boolean;
  readonly onRejected?: (error: ConfigError) => void;
  /** Connects to this one instead of opening another; who opened it closes it. */
  readonly joins?: FakeDiscord;
}

/** How tests wait for what is sure to come: long enough for a machine that does a lot besides. */
export const PATIENT = { timeout: 90_000, interval: 20 } as const;

/** Opens a fake and connects an adapter to it. */
export async function createBench(options: BenchOptions = {}): Promise<DiscordBench> {
  const fake = options.joins ?? (await createFakeDiscord(options.fake));
  const twin = await createTestCore(options.core);
  const adapter = createDiscordAdapter({
    token: fake.token,
    apiUrl: fake.apiUrl,
    guildId: options.guildId,
    memberGuilds: new Set(options.isMemberGuild === true ? [fake.world.guildId] : []),
    admins: new Set(options.core?.admins ?? []),
    core: options.withCore?.(twin.core) ?? twin.core,
    onRejected: options.onRejected,
  });
  if (options.isStarted !== false) {
    await adapter.start();
    await vi.waitUntil(() => adapter.state().isReady, PATIENT);
  }
  return {
    fake,
    twin,
    adapter,
    async [Symbol.asyncDispose]() {
      await twin.core.tasks.drain({ graceMs: 0, abortMs: 1000 });
      await adapter.close();
      if (options.joins === undefined) await fake[Symbol.asyncDispose]();
      await twin[Symbol.asyncDispose]();
      assert.deepEqual(fake.problems, []);
    },
  };
}

/** Waits until `count` whole answers stand in a place, and gives all messages that stand there. */
export async function waitForAnswers(
  { transcript }: FakeDiscord,
  count: number,
  where: Parameters<FakeDiscord['transcript']['standing']>[0] = {},
): Promise<readonly MessageTranscript[]> {
  return vi.waitUntil(() => {
    const standing = transcript.standing(where);
    return standing.filter(({ text }) => text.includes('-# AI twin of')).length >= count ? standing : undefined;
  }, PATIENT);
}

/** Waits until a whole answer stands in a place, and gives all messages that stand there. */
export async function waitForAnswer(
  fake: FakeDiscord,
  where: Parameters<FakeDiscord['transcript']['standing']>[0] = {},
): Promise<readonly MessageTranscript[]> {
  return waitForAnswers(fake, 1, where);
}

/** Waits until `count` messages stand in a place and show something. */
export async function waitForMessages(
  { transcript }: FakeDiscord,
  count: number,
  where: Parameters<FakeDiscord['transcript']['standing']>[0] = {},
): Promise<readonly MessageTranscript[]> {
  return vi.waitUntil(() => {
    const standing = transcript.standing(where).filter(({ text }) => text !== '');
    return standing.length >= count ? standing : undefined;
  }, PATIENT);
}

/** A clock that runs as usual and can be put forward. */
export interface ShiftedClock extends Clock {
  putForward(ms: number): void;
}

/** Starts at the machine's time. */
export function createShiftedClock(): ShiftedClock {
  let offsetMs = 0;
  return {
    now: () => Date.now() + offsetMs,
    sleep: (ms, signal) => systemClock.sleep(ms, signal),
    putForward(ms) {
      offsetMs += ms;
    },
  };
}

/** Room for tests that are not about rate limits. */
export const ROOMY = { limit: { maxCount: 1000, windowMs: 1000 } } as const;
