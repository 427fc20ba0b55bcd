import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createIngestService } from '../../../../src/core/ingest/create-ingest-service.ts';
import type { IngestService } from '../../../../src/core/ingest/ingest-service.ts';
import type { PrepareOptions } from '../../../../src/core/ingest/prepare-index.ts';
import type { IngestTiming } from '../../../../src/core/ingest/ingest-parts.ts';
import type { Calibrate, VersionGate } from '../../../../src/core/ingest/version-gate.ts';
import type { Clock, VectorIndex } from '../../../../src/core/ports.ts';
import type { StateStore } from '../../../../src/core/state-store.ts';
import { createSqliteState } from '../../../../src/engines/state/sqlite.ts';
import { createLocalIndex } from '../../../../src/engines/vector/local.ts';
import { systemClock } from '../../../../src/support/clock.ts';
import { createRecordedLogger } from '../../../fakes/recorded-logger.ts';
import type { RecordedLogger } from '../../../fakes/recorded-logger.ts';
import { makeDataFolder, writeSource } from '../profile/data-folder.ts';
import type { Files } from '../profile/data-folder.ts';

/** A data folder, an index and a state store on a real file, with the service that brings them together. */
export interface IngestWorld {
  readonly dataDir: string;
  readonly state: StateStore;
  /** What the service writes to: the embedded index, or what `wrapIndex` made of it. */
  readonly index: VectorIndex;
  readonly logger: RecordedLogger;
  readonly service: IngestService;
  /** For `prepareIndex`. */
  readonly options: Omit<PrepareOptions, 'signal'>;
  /** Ingests to the end. */
  ingest(): ReturnType<IngestService['ingest']>;
  write(path: string, content: unknown): Promise<void>;
  remove(path: string): Promise<void>;
  /** The texts that a reader of the live version can meet, in order. */
  liveTexts(): Promise<string[]>;
}

/** How a test wants its world. */
export interface WorldOptions {
  readonly files?: Files;
  readonly clock?: Clock;
  readonly timing?: Partial<IngestTiming>;
  readonly wrapIndex?: (index: VectorIndex) => VectorIndex;
  readonly gates?: readonly VersionGate[];
  readonly calibrate?: Calibrate;
}

/** Makes a world that is gone when the test ends; nothing is ingested yet. */
export async function makeWorld({
  files = {},
  clock = systemClock,
  timing = { graceMs: 0 },
  wrapIndex = (index) => index,
  gates,
  calibrate,
}: WorldOptions = {}): Promise<IngestWorld> {
  const dataDir = await makeDataFolder(files);
  const folder = await mkdtemp(join(tmpdir(), 'asktwin-state-'));
  const state = createSqliteState({ path: join(folder, 'state.sqlite'), clock });
  onTestFinished(async () => {
    await state[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });
  const index = wrapIndex(createLocalIndex({ chunks: state.chunks }));
  const logger = createRecordedLogger();
  const parts = { dataDir, index, state, clock, logger, timing, gates, calibrate };
  const service = createIngestService(parts);
  return {
    ...parts,
    service,
    options: { ...parts, ingest: service },
    ingest: () => service.ingest({ isDryRun: false, signal: AbortSignal.timeout(120_000) }),
    write: (path, content) => writeSource(join(dataDir, path), content),
    remove: (path) => rm(join(dataDir, path)),
    liveTexts: () => readLive(state, index),
  };
}

/** The texts that the live version names, in order. */
export async function readLive(state: StateStore, index: VectorIndex): Promise<string[]> {
  const version = await state.versions.active(index.name);
  const ids = new Set(version?.chunkIds);
  const chunks = await index.list({ signal: AbortSignal.timeout(120_000) });
  return chunks
    .filter(({ id }) => ids.has(id))
    .map(({ text }) => text)
    .sort();
}
