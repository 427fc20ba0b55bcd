import type { Candidate } from '../../src/core/ingest/version-gate.ts';
import type { Embedder, VectorIndex } from '../../src/core/ports.ts';
import { toChunk } from '../../src/core/profile/chunk-id.ts';
import type { Chunk, ChunkId } from '../../src/core/profile/chunk.ts';
import { UNNAMED_PERSONA } from '../../src/core/profile/persona.ts';
import type { VectorCache } from '../../src/core/state-store.ts';
import { createLocalIndex } from '../../src/engines/vector/local.ts';
import { createMemoryChunkStore } from '../../test/fakes/memory-chunk-store.ts';
import type { BenchDocument, SearchEngine } from './search-engine.ts';

/** What asktwin tells besides the order. */
export interface Asked {
  readonly ids: readonly string[];
  readonly confidence: number;
  readonly scale: string;
}

/** The embedded index of the product. */
export interface AsktwinEngine extends SearchEngine {
  readonly index: VectorIndex;
  readonly candidate: Candidate;
  /** Asks without the documents for which `isHidden` holds. */
  ask(question: string, limit: number, isHidden?: (id: string) => boolean): Promise<Asked>;
}

/** What the index works with. */
export interface AsktwinParts {
  /** None: words alone. */
  readonly embedder?: Embedder | undefined;
  readonly vectors: VectorCache;
}

/** Fills an embedded index; a document's id is its chunk's key. */
export async function buildAsktwin(
  documents: readonly BenchDocument[],
  { embedder, vectors }: AsktwinParts,
): Promise<AsktwinEngine> {
  const { signal } = new AbortController();
  const index = createLocalIndex({
    chunks: createMemoryChunkStore(),
    vectors,
    ...(embedder !== undefined && { embedder }),
  });
  const chunks = documents.map(({ id, ...words }) => toChunk({ key: id, source: 'bench.jsonl', ...words }));
  await index.upsert(chunks, { signal });
  await index.finish({ signal });
  const live = new Set(chunks.map(({ id }) => id));
  const ask: AsktwinEngine['ask'] = async (question, limit, isHidden) => {
    const seen = isHidden === undefined ? live : toVisible(chunks, isHidden);
    const { passages, confidence, scale } = await index.query(question, {
      topK: limit,
      live: seen,
      filter: { audience: 'owner' },
      signal,
    });
    return { ids: passages.map(({ chunk }) => chunk.key), confidence, scale };
  };
  // The first question brings the index into memory.
  await ask('warm up', 1);
  return {
    index,
    candidate: { version: toVersion(live), chunks },
    ask,
    search: async (question, limit) => (await ask(question, limit)).ids,
    close: async () => {},
  };
}

function toVisible(chunks: readonly Chunk[], isHidden: (id: string) => boolean): ReadonlySet<ChunkId> {
  return new Set(chunks.filter(({ key }) => !isHidden(key)).map(({ id }) => id));
}

function toVersion(live: ReadonlySet<ChunkId>): Candidate['version'] {
  return { number: 1, createdAt: 0, chunkIds: [...live], persona: UNNAMED_PERSONA, hosts: [], thresholds: {} };
}
