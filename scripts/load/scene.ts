import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startProgram } from '../../test/fakes/program.ts';
import type { Program } from '../../test/fakes/program.ts';
import { startRedis } from '../../test/fakes/redis-server.ts';
import { openServices, SERVED_PROFILE } from '../../test/fakes/services.ts';
import type { Services } from '../../test/fakes/services.ts';
import { ANSWER } from './scripted-model.ts';

/** Programs that run, and what they speak to. */
export interface Scene {
  readonly services: Services;
  readonly programs: readonly Program[];
  readonly close: (signal?: NodeJS.Signals) => Promise<void>;
}

/** What differs from one process that has everything on loopback. */
export interface SceneOptions {
  /** Processes on the same tokens; more than one share a Redis. */
  readonly processCount?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly nodeOptions?: readonly string[];
}

const ROOM = { RATE_LIMIT: '1000/1s', RATE_LIMIT_GLOBAL: '100000/1s', RATE_LIMIT_PLACE: '1000/1s' };

/** Starts the built program, whose model gives {@link ANSWER}. */
export async function openScene({ processCount = 1, env = {}, nodeOptions = [] }: SceneOptions = {}): Promise<Scene> {
  const services = await openServices();
  const redis = processCount === 1 ? undefined : await startRedis();
  await services.write('digitaltwin.json', JSON.stringify(SERVED_PROFILE));
  services.groq.always(ANSWER);
  const shared = redis === undefined ? {} : { REDIS_URL: redis.url };
  const programs: Program[] = [];
  for (let at = 0; at < processCount; at += 1) {
    const folder = join(services.folder, `process-${at}`);
    await mkdir(folder);
    programs.push(await startProgram({ env: { ...services.env, ...ROOM, ...shared, ...env }, folder, nodeOptions }));
  }
  return {
    services,
    programs,
    close: async (signal) => {
      await Promise.all(programs.map((program) => program.end(signal)));
      await services[Symbol.asyncDispose]();
      await redis?.[Symbol.asyncDispose]();
    },
  };
}
