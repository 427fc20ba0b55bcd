import { createTaskGroup } from '../support/task-group.ts';
import type { TwinCore } from './adapter.ts';
import type { CallWindows } from './call-windows.ts';
import type { CacheResult, TurnSummary } from './answer/answer-parts.ts';
import { createCachedAnswers } from './answer/cached-answers.ts';
import type { CachedAnswers } from './answer/cached-answers.ts';
import { createAnswerService } from './answer/create-answer-service.ts';
import { createRetriever } from './answer/retriever.ts';
import type { Retriever } from './answer/retriever.ts';
import { createPastTurns } from './answer/past-turns.ts';
import { createRunningAnswers } from './answer/running-answers.ts';
import { createRewrite } from './answer/standalone.ts';
import { createTwinCommands } from './commands/create-twin-commands.ts';
import { createMemory } from './conversation/memory.ts';
import { createDelivery } from './delivery/create-delivery.ts';
import { createExaminer } from './golden/examiner.ts';
import type { Examiner } from './golden/examiner.ts';
import { createGoldenGate } from './golden/golden-gate.ts';
import { createIngestService } from './ingest/create-ingest-service.ts';
import { createIntake } from './intake/create-intake.ts';
import type { IngestService } from './ingest/ingest-service.ts';
import type { Calibrate, VersionGate } from './ingest/version-gate.ts';
import { createAdmission } from './limits/admission.ts';
import type { Limiters } from './limits/admission.ts';
import { createBulkhead } from './limits/bulkhead.ts';
import type { BulkheadOptions } from './limits/bulkhead.ts';
import { meterGenerator } from './limits/metered-generator.ts';
import { createTokenBudget } from './limits/token-budget.ts';
import type { Clock, DocumentReader, Generator, Logger, VectorIndex } from './ports.ts';
import type { StateStore } from './state-store.ts';
import type { Persona } from './profile/chunk.ts';
import { UNNAMED_PERSONA } from './profile/persona.ts';
import { NO_TELEMETRY } from './telemetry.ts';
import type { Telemetry } from './telemetry.ts';

/** The engines and settings that the twin runs on. */
export interface TwinOptions {
  readonly dataDir: string;
  /** Without one, PDF, DOCX and HTML are refused. */
  readonly documents?: DocumentReader | undefined;
  readonly index: VectorIndex;
  readonly generator: Generator;
  /** Names the models that `generator` may use, so that no answer of another one is given again. */
  readonly modelNames?: readonly string[];
  /** Answers without a model when `generator` cannot; may be the same. */
  readonly fallback: Generator;
  readonly state: StateStore;
  /** Shared where several processes answer. */
  readonly callWindows: CallWindows;
  readonly limiters: Limiters;
  /** How many answers are written at once, and how many wait for that; others are asked to come back. */
  readonly capacity?: Omit<BulkheadOptions, 'clock'>;
  readonly admins: ReadonlySet<string>;
  /** Where the owner says what is kept of people. */
  readonly privacyUrl?: string | undefined;
  /** 0 means no limit. */
  readonly dailyTokens: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly hashUser: (user: string) => string;
  /** What a version must pass before readers see it, besides the golden questions. */
  readonly gates?: readonly VersionGate[];
  /** Measures the threshold of each version; nothing leaves it to the index. */
  readonly calibrate?: Calibrate;
  readonly onTurn?: (summary: TurnSummary) => void;
  /** Is told what happens on the way of a question; nothing is kept without it. */
  readonly telemetry?: Telemetry;
  readonly onCacheLookUp?: (result: CacheResult) => void;
  /** Whether nothing was ever ingested and the first ingest is running: nobody is told then that the files do not say. */
  readonly isReading?: () => boolean;
}

/** The core and what operators use of it. */
export interface Twin {
  readonly core: TwinCore;
  readonly ingest: IngestService;
  readonly retriever: Retriever;
  /** Names what writes the answers: `extractive`, `groq`, `llm`. */
  readonly writer: string;
  /** Asks golden questions as people are answered, at nobody's expense but the token budget's. */
  readonly examiner: Examiner;
}

/** Passages per question: a profile is small, so many short ones beat a few. */
const TOP_K = 8;

/** Well above what one process is asked in an ordinary minute; what is beyond would only be late. */
const CAPACITY = { maxRunning: 200, maxWaiting: 100 };

/** Puts the core together. Knows ports only, so that tests build it exactly as the program does. */
export function createTwinCore(options: TwinOptions): Twin {
  const { index, state, callWindows, clock, logger, hashUser, admins, fallback } = options;
  const budget = createTokenBudget({ counters: state.counters, clock, logger, dailyTokens: options.dailyTokens });
  const generator = options.generator === fallback ? fallback : meterGenerator(options.generator, budget);
  const rewrite = generator === fallback ? undefined : createRewrite({ generator, logger });
  const retriever = createRetriever({ index, versions: state.versions, topK: TOP_K, rewrite });
  const persona = async (): Promise<Persona> => (await retriever.version())?.persona ?? UNNAMED_PERSONA;
  const admission = createAdmission(options.limiters, hashUser);
  const ingest = createIngest(options);
  const running = createRunningAnswers();
  const memory = createMemory(state.conversations);
  const past = createPastTurns({ memory, version: () => retriever.version() });
  const answers = createAnswerService({
    running,
    admission,
    bulkhead: createBulkhead({ clock, ...(options.capacity ?? CAPACITY) }),
    memory,
    cachedAnswers: createCache(options, retriever),
    retriever,
    persona,
    generator,
    fallback,
    clock,
    logger,
    hashUser,
    ...toHooks(options),
  });
  const forget: StateStore['forget'] = (whose) => state.forget(whose);
  const commands = createTwinCommands({
    admins,
    ingest,
    admission,
    budget,
    forget,
    privacyUrl: options.privacyUrl,
    persona,
    logger,
    hashUser,
  });
  const { telemetry = NO_TELEMETRY } = options;
  const { claims, journal } = state;
  const taking = { intake: createIntake({ journal, forget, telemetry, clock, logger }), claims, journal };
  const delivery = createDelivery({
    ...taking,
    windows: callWindows,
    running,
    onDelivered: (summary) => telemetry.delivered(summary),
    clock,
    logger,
  });
  const surroundings = { tasks: createTaskGroup(), telemetry, clock, logger };
  const core = { answers, running, past, commands, delivery, callWindows, persona, ...taking, ...surroundings };
  const { minConfidence } = index;
  const parts = { retriever, persona, generator, fallback, clock, logger };
  return { core, ingest, retriever, writer: generator.name, examiner: createExaminer({ ...parts, minConfidence }) };
}

function createIngest(options: TwinOptions): IngestService {
  const { dataDir, documents, index, state, calibrate, fallback, clock, logger, gates = [] } = options;
  const golden = createGoldenGate({ dataDir, index, generator: fallback, topK: TOP_K, clock, logger });
  const parts = { dataDir, documents, index, state, calibrate, clock, logger };
  return createIngestService({ ...parts, gates: [golden, ...gates] });
}

function toHooks({ onTurn, onCacheLookUp, isReading }: TwinOptions) {
  return {
    ...(onTurn === undefined ? {} : { onTurn }),
    ...(onCacheLookUp === undefined ? {} : { onCacheLookUp }),
    ...(isReading === undefined ? {} : { isReading }),
  };
}

function createCache(
  { index, state, generator, modelNames = [], logger }: TwinOptions,
  retriever: Retriever,
): CachedAnswers {
  return createCachedAnswers({
    answers: state.answers,
    indexName: index.name,
    version: () => retriever.version(),
    writer: [generator.name, ...modelNames].join(' '),
    logger,
  });
}
