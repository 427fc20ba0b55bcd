import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TwinCore } from '../../src/core/adapter.ts';
import { createTwinCore } from '../../src/core/create-twin-core.ts';
import type { IngestService } from '../../src/core/ingest/ingest-service.ts';
import type { Clock, Generator, VectorIndex } from '../../src/core/ports.ts';
import type { StateStore } from '../../src/core/state-store.ts';
import { createMemoryCallWindows } from '../../src/engines/limits/memory-call-windows.ts';
import { createMemoryLimiter } from '../../src/engines/limits/memory.ts';
import { createExtractiveGenerator } from '../../src/engines/llm/extractive.ts';
import { createSqliteState } from '../../src/engines/state/sqlite.ts';
import { createLocalIndex } from '../../src/engines/vector/local.ts';
import { systemClock } from '../../src/support/clock.ts';
import { hashUser } from '../../src/support/hash.ts';
import { createRecordedLogger } from './recorded-logger.ts';
import type { RecordedLogger } from './recorded-logger.ts';
import { createScriptedGenerator } from './scripted-generator.ts';
import type { ScriptedGenerator } from './scripted-generator.ts';

/** How a test wants the core. */
export interface TestCoreOptions {
  /** Files of the data folder by path; a small profile when left out. */
  readonly files?: Readonly<Record<string, string>>;
  /** As in `TWIN_ADMINS`. */
  readonly admins?: readonly string[];
  /** Questions per person and minute. */
  readonly maxQuestions?: number;
  /** Questions per channel and minute. */
  readonly maxInPlace?: number;
  /** Questions of everybody in a minute. */
  readonly maxInAll?: number;
  /** Answers at once. */
  readonly capacity?: { readonly maxRunning: number; readonly maxWaiting: number };
  /** Model tokens a day; no limit when left out. */
  readonly dailyTokens?: number;
  /** Answers in the place of the scripted generator. */
  readonly model?: Generator;
  /** Paces replies; the machine's by default. */
  readonly clock?: Clock;
  /** Whether the scripted generator answers; without a model passages are quoted. */
  readonly hasModel?: boolean;
  /** Whether the first ingest is still running. */
  readonly isReading?: boolean;
}

/** The real core on real embedded engines, with a generator that a test scripts. */
export interface TestCore extends AsyncDisposable {
  readonly core: TwinCore;
  readonly generator: ScriptedGenerator;
  readonly logger: RecordedLogger;
  readonly state: StateStore;
  readonly index: VectorIndex;
  readonly ingest: IngestService;
  readonly dataDir: string;
  /** Writes one file of the data folder; `undefined` removes it. */
  write(path: string, content: string | undefined): Promise<void>;
}

/** What the test profile says; questions about Maya's job, her skills and Lisbon find passages. */
export const TEST_PROFILE = {
  personal: { name: 'Maya Test', title: 'Robotics engineer', location: 'Lisbon' },
  experience: [
    { company: 'Acme Robotics', title: 'Lead engineer', start: '2021-03', summary: 'Builds warehouse robots.' },
    { company: 'Tin Can Labs', title: 'Engineer', start: '2017-01', end: '2021-02', summary: 'Built drones.' },
  ],
  skills: [
    { name: 'TypeScript', years: 8, level: 'expert' },
    { name: 'Rust', years: 3, level: 'advanced' },
  ],
  suggestions: ['Where do you work?', 'What are your skills?'],
};

/** Builds the core and reads the files in. Dispose it to remove its folders. */
export async function createTestCore(options: TestCoreOptions = {}): Promise<TestCore> {
  const root = await mkdtemp(join(tmpdir(), 'asktwin-test-'));
  const dataDir = join(root, 'data');
  const write = async (path: string, content: string | undefined): Promise<void> => {
    const file = join(dataDir, path);
    await mkdir(dirname(file), { recursive: true });
    await (content === undefined ? rm(file) : writeFile(file, content));
  };
  const files = options.files ?? { 'digitaltwin.json': JSON.stringify(TEST_PROFILE) };
  for (const [path, content] of Object.entries(files)) await write(path, content);

  const { clock = systemClock } = options;
  const logger = createRecordedLogger();
  const generator = createScriptedGenerator();
  const fallback = createExtractiveGenerator();
  const state = createSqliteState({ path: join(root, 'state', 'state.sqlite'), clock: systemClock });
  const index = createLocalIndex({ chunks: state.chunks });
  const { core, ingest } = createTwinCore({
    dataDir,
    index,
    generator: options.hasModel === false ? fallback : (options.model ?? generator),
    fallback,
    state,
    callWindows: createMemoryCallWindows({ clock }),
    limiters: {
      perUser: createMemoryLimiter({ maxCount: options.maxQuestions ?? 1000, windowMs: 60_000 }),
      perPlace: createMemoryLimiter({ maxCount: options.maxInPlace ?? 100_000, windowMs: 60_000 }),
      global: createMemoryLimiter({ maxCount: options.maxInAll ?? 100_000, windowMs: 60_000 }),
    },
    admins: new Set(options.admins ?? []),
    dailyTokens: options.dailyTokens ?? 0,
    clock,
    logger,
    hashUser: (user) => hashUser(user, 'salt'),
    ...(options.capacity === undefined ? {} : { capacity: options.capacity }),
    isReading: () => options.isReading ?? false,
  });
  await ingest.ingest({ isDryRun: false, signal: AbortSignal.timeout(120_000) });
  return {
    core,
    generator,
    logger,
    state,
    index,
    ingest,
    dataDir,
    write,
    async [Symbol.asyncDispose]() {
      await core.tasks.drain({ graceMs: 0, abortMs: 1000 });
      await state[Symbol.asyncDispose]();
      await rm(root, { recursive: true, force: true });
    },
  };
}
