import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { StateStore } from '../../../src/core/state-store.ts';
import { openRedis } from '../../../src/engines/state/redis/connection.ts';
import { createRedisState } from '../../../src/engines/state/redis.ts';
import { createSqliteState } from '../../../src/engines/state/sqlite.ts';
import { systemClock } from '../../../src/support/clock.ts';
import { startProgram, type Program } from '../program.ts';
import type { Random } from '../random-markdown.ts';
import { startRedis } from '../redis-server.ts';

/** The processes that are killed: one, or two that share a Redis. */
export interface Fleet extends AsyncDisposable {
  /** Ends one of them as a power cut does. */
  kill(random: Random): Promise<void>;
  /** Starts again what was killed. */
  restart(): Promise<void>;
  /** Ends all in good order. */
  end(): Promise<void>;
  /** Forgets the answers that were given, so that the model is asked again. */
  forgetAnswers(): Promise<void>;
  /** Turns that wait in the journal. */
  countJournal(): Promise<number>;
}

/** How to start them. */
export interface FleetOptions {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly hasRedis: boolean;
}

/** Starts one process, or two with a Redis. `dist` must be built. */
export async function startFleet({ folder, env, hasRedis }: FleetOptions): Promise<Fleet> {
  const redis = hasRedis ? await startRedis() : undefined;
  const options = { folder, env: { ...env, ...(redis === undefined ? {} : { REDIS_URL: redis.url }) } };
  const local = (): StateStore =>
    createSqliteState({ path: join(folder, 'state', 'state.sqlite'), clock: systemClock });
  const programs: (Program | undefined)[] = [];
  for (let count = hasRedis ? 2 : 1; count > 0; count -= 1) programs.push(await startProgram(options));
  const inspection = redis === undefined ? undefined : openRedis({ url: redis.url });
  const useAll = async <T>(use: (state: StateStore) => Promise<T>): Promise<readonly T[]> => {
    const file = local();
    try {
      // The shared one is not disposed of: that would end the connection.
      const shared = inspection === undefined ? [] : [createRedisState({ redis: inspection, clock: systemClock })];
      return await Promise.all([file, ...shared].map(use));
    } finally {
      await file[Symbol.asyncDispose]();
    }
  };

  return {
    async kill(random) {
      const at = Math.floor(random() * programs.length);
      await programs[at]?.end('SIGKILL');
      programs[at] = undefined;
    },
    async restart() {
      for (const [at, program] of programs.entries()) programs[at] = program ?? (await startProgram(options));
    },
    async end() {
      for (const program of programs) await program?.end('SIGTERM');
    },
    async forgetAnswers() {
      await useAll((state) => state.answers.clear());
    },
    async countJournal() {
      const lists = await useAll((state) => state.journal.list());
      return lists.flat().length;
    },
    async [Symbol.asyncDispose]() {
      for (const program of programs) await program?.[Symbol.asyncDispose]();
      await inspection?.[Symbol.asyncDispose]();
      await redis?.[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
