import type { Config } from './config/config.ts';
import type { VectorConfig } from './config/services.ts';
import type { PartState } from './core/adapter.ts';
import { createTwinCore } from './core/create-twin-core.ts';
import type { Twin } from './core/create-twin-core.ts';
import { createCalibrate } from './core/ingest/calibrate.ts';
import { prepareIndex } from './core/ingest/prepare-index.ts';
import { watchData } from './core/ingest/watch-data.ts';
import type { Chunk } from './core/profile/chunk.ts';
import { loadProfile } from './core/profile/load-profile.ts';
import type { Clock, DocumentReader, Embedder, Logger, VectorIndex } from './core/ports.ts';
import type { StateStore } from './core/state-store.ts';
import type { Telemetry } from './core/telemetry.ts';
import { createEnergeticEmbedder } from './engines/embedding/energetic.ts';
import { createDocumentReader } from './engines/documents/document-reader.ts';
import { createExtractiveGenerator } from './engines/llm/extractive.ts';
import { createLocalIndex } from './engines/vector/local.ts';
import { createCopiedIndex } from './engines/vector/copied-index.ts';
import { checkUpstash, createUpstashIndex } from './engines/vector/upstash.ts';
import { createModel } from './model.ts';
import { createObservation } from './observation.ts';
import type { Observation } from './observation.ts';
import { orConfigError } from './rejected-key.ts';
import { openStores } from './stores.ts';
import { hashUser } from './support/hash.ts';

/** Everything that runs without a face: the twin on its engines. */
export interface Composition extends AsyncDisposable {
  readonly twin: Twin;
  readonly state: StateStore;
  /** The time that the state goes by. */
  readonly clock: Clock;
  /** Takes this process among those that answer people together, where the state is shared. */
  join(): Promise<void>;
  readonly index: VectorIndex;
  readonly documents: DocumentReader;
  readonly observation: Observation;
  /** A few words on the model that writes; nothing when passages are quoted. */
  checkModel(signal: AbortSignal): Promise<string | undefined>;
  /** How the model did last; nothing when passages are quoted. */
  modelState(): PartState | undefined;
  /** A few words on the index. */
  checkIndex(signal: AbortSignal): Promise<string>;
  /** Brings the embedded index up to date, fills an empty hosted one, and leaves any other alone. */
  prepare(signal: AbortSignal): Promise<void>;
  /** Ingests files when they change, where that is switched on; ends with `signal`. `ready`: the first ingest is over. */
  watch(ready: Promise<unknown>, signal: AbortSignal): Promise<void>;
}

/** What the composition is made from. */
export interface ComposeOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * The composition root: turns the configuration into engines and the engines into the twin. The faces are added in
 * `faces.ts`.
 *
 * @throws {ConfigError} the state cannot be used
 */
export async function compose({ config, clock: ownClock, logger }: ComposeOptions): Promise<Composition> {
  const { dataDir, admins, vector, llm } = config;
  const { state, limits, clock, join } = await openStores({ config, clock: ownClock, logger });
  const documents = createDocumentReader();
  const salt = await state.salt();
  const embedder = createEmbedder(vector, { clock, logger });
  const observation = createObservation(clock);
  const { telemetry } = observation;
  const readFiles: ReadFiles = async (signal) => (await loadProfile({ dataDir, documents, signal })).chunks;
  const index = createIndex(vector, { state, embedder, clock, logger, telemetry, readFiles });
  const fallback = createExtractiveGenerator();
  const model = createModel(llm, { clock, logger, telemetry });
  // A service bills every question.
  const calibrate = createCalibrate({ index, ...(vector.kind === 'upstash' && { questionCount: 24 }) });
  const knowledge = { dataDir, documents, index, state, calibrate, clock, logger };
  let isReading = false;
  const twin = createTwinCore({
    ...knowledge,
    generator: model?.generator ?? fallback,
    modelNames: model?.names ?? [],
    fallback,
    ...limits,
    admins,
    privacyUrl: config.privacyUrl,
    dailyTokens: config.dailyBudgetTokens,
    hashUser: (user) => hashUser(user, salt),
    ...observation.hooks,
    isReading: () => isReading,
  });
  observation.metrics.watch('asktwin_tasks_running', 'Questions and commands at work now', () => twin.core.tasks.size);
  return {
    twin,
    state,
    clock,
    join,
    index,
    documents,
    observation,
    modelState: () => model?.generator.state(),
    checkModel: async (signal) => model?.check(signal),
    checkIndex: (signal) => checkIndex(index, vector, signal),
    async prepare(signal) {
      isReading = (await state.versions.activeNumber(index.name)) === 0;
      try {
        await prepareIndex({ ...knowledge, ingest: twin.ingest, signal });
      } finally {
        isReading = false;
      }
    },
    async watch(ready, signal) {
      if (!config.watchData) return;
      const { ingest, core } = twin;
      await watchData({ dataDir, ingest, clock, logger, signal, ready, run: (work) => core.tasks.run(work) });
    },
    // What the index does in the background writes to the state.
    [Symbol.asyncDispose]: () => disposeAll(documents, index, embedder, state),
  };
}

async function disposeAll(...parts: readonly (Partial<AsyncDisposable> | undefined)[]): Promise<void> {
  for (const part of parts) await part?.[Symbol.asyncDispose]?.();
}

async function checkIndex(index: VectorIndex, vector: VectorConfig, signal: AbortSignal): Promise<string> {
  if (vector.kind === 'upstash') await orConfigError('UPSTASH_VECTOR_REST_TOKEN', checkUpstash({ ...vector, signal }));
  const { chunkCount, detail } = await index.status({ signal });
  return [`${index.name} index`, `${chunkCount} chunks`, ...(detail === undefined ? [] : [detail])].join(', ');
}

function createEmbedder(
  vector: VectorConfig,
  surroundings: { readonly clock: Clock; readonly logger: Logger },
): Embedder | undefined {
  return vector.kind === 'local' && vector.hasEmbeddings ? createEnergeticEmbedder(surroundings) : undefined;
}

type ReadFiles = (signal: AbortSignal) => Promise<readonly Chunk[]>;

function createIndex(
  vector: VectorConfig,
  {
    state: { chunks, vectors },
    embedder,
    clock,
    logger,
    telemetry,
    readFiles,
  }: {
    readonly state: StateStore;
    readonly embedder: Embedder | undefined;
    readonly telemetry: Telemetry;
    readonly readFiles: ReadFiles;
    readonly clock: Clock;
    readonly logger: Logger;
  },
): VectorIndex & Partial<AsyncDisposable> {
  switch (vector.kind) {
    case 'local':
      return createLocalIndex({ chunks, vectors, embedder, clock, logger });
    case 'upstash':
      return createCopiedIndex({ hosted: createUpstashIndex({ ...vector, telemetry }), readFiles, clock, logger });
  }
}
