import type { Clock, Logger, QueryOptions, QueryResult, VectorIndex } from '../../core/ports.ts';
import type { Chunk } from '../../core/profile/chunk.ts';
import { createDeadline } from '../../support/deadline.ts';
import { createLocalIndex } from './local.ts';
import { createMemoryChunks } from './memory-chunks.ts';
import type { MemoryChunks } from './memory-chunks.ts';

/** How to keep a copy of a hosted index. */
export interface IndexCopyOptions {
  readonly hosted: VectorIndex;
  /** The chunks that the files make now: what the copy is made of when the service cannot be asked since the start. */
  readonly readFiles: (signal: AbortSignal) => Promise<readonly Chunk[]>;
  /** An index with more chunks is not copied; 5,000 by default, which is some 20 MB. */
  readonly maxChunks?: number | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A copy of a hosted index in memory, searched by words alone. */
export interface IndexCopy extends AsyncDisposable {
  readonly chunks: Pick<MemoryChunks, 'put' | 'delete' | 'has' | 'size'>;
  readonly maxChunks: number;
  /**
   * Whether it can serve a version: it holds every chunk of it. One that lacks something would say that the files do not
   * tell what they tell.
   */
  serves(live: QueryOptions['live']): boolean;
  query(text: string, options: QueryOptions): Promise<QueryResult>;
  /** Brings it up to date with the service, at most once a minute. Never rejects. */
  refresh(): Promise<void>;
  /** Fills it from the files. Never rejects. */
  readFiles(): Promise<void>;
}

const MAX_CHUNKS = 5000;
const LOAD_WITHIN_MS = 20_000;
/** What other processes change is looked for this often at most. */
const REFRESH_AFTER_MS = 60_000;

type List = (signal: AbortSignal) => Promise<readonly Chunk[]>;

/** Makes an empty copy. */
export function createIndexCopy(options: IndexCopyOptions): IndexCopy {
  const { hosted, maxChunks = MAX_CHUNKS, clock, logger } = options;
  const chunks = createMemoryChunks();
  const local = createLocalIndex({ chunks, logger, clock });
  const closing = new AbortController();
  let loading: Promise<void> | undefined;
  let loadedAt = -Infinity;

  const load = async (list: List): Promise<void> => {
    using deadline = createDeadline(LOAD_WITHIN_MS, closing.signal);
    const all = await list(deadline.signal);
    chunks.replace(all.length > maxChunks ? [] : all);
    loadedAt = clock.now();
  };
  /** One at a time: whoever asks meanwhile gets what that one brings. */
  const loadOnce = async (list: List): Promise<void> => {
    loading ??= load(list)
      .catch((error: unknown) => logger.debug({ event: 'index.not_copied', err: error }))
      .finally(() => (loading = undefined));
    await loading;
  };
  const listHosted: List = async (signal) => {
    const { chunkCount } = await hosted.status({ signal });
    return chunkCount > maxChunks ? [] : hosted.list({ signal });
  };

  return {
    chunks,
    maxChunks,
    serves: (live) => chunks.size > 0 && (live === 'all' || [...live].every((id) => chunks.has(id))),
    async query(text, asked) {
      const found = await local.query(text, asked);
      // Where no threshold was measured for words alone, the hosted index's own would let anything through.
      return { ...found, confidence: found.confidence >= local.minConfidence ? found.confidence : 0 };
    },
    async refresh() {
      if (clock.now() - loadedAt >= REFRESH_AFTER_MS) await loadOnce(listHosted);
    },
    readFiles: () => loadOnce(options.readFiles),
    async [Symbol.asyncDispose]() {
      closing.abort(new Error('The index is closed.'));
      await loading;
      await local[Symbol.asyncDispose]();
    },
  };
}
