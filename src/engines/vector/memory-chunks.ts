import type { Chunk, ChunkId } from '../../core/profile/chunk.ts';
import type { ChunkStore } from '../../core/state-store.ts';

/** Chunks that are gone with the process. */
export interface MemoryChunks extends ChunkStore {
  readonly size: number;
  has(id: ChunkId): boolean;
  /** Holds these, and nothing else, from now on. */
  replace(chunks: readonly Chunk[]): void;
}

/** Makes an empty store. */
export function createMemoryChunks(): MemoryChunks {
  let chunks = new Map<ChunkId, Chunk>();
  let revision = 0;
  return {
    get size() {
      return chunks.size;
    },
    has: (id) => chunks.has(id),
    replace(all) {
      chunks = new Map(all.map((chunk) => [chunk.id, chunk]));
      revision += 1;
    },
    list: async () => [...chunks.values()],
    async put(written) {
      for (const chunk of written) chunks.set(chunk.id, chunk);
      revision += 1;
    },
    async delete(ids) {
      for (const id of ids) chunks.delete(id);
      revision += 1;
    },
    revision: async () => revision,
  };
}
