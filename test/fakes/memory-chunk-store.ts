import type { ChunkStore } from '../../src/core/state-store.ts';
import type { Chunk, ChunkId } from '../../src/core/profile/chunk.ts';

/** A chunk store in memory that counts how often it is read whole. */
export function createMemoryChunkStore(): ChunkStore & { readonly listCount: () => number } {
  const chunks = new Map<ChunkId, Chunk>();
  let revision = 0;
  let listCount = 0;
  return {
    listCount: () => listCount,
    async list() {
      listCount += 1;
      return [...chunks.values()];
    },
    async put(written) {
      for (const chunk of written) chunks.set(chunk.id, chunk);
      revision += 1;
    },
    async delete(ids) {
      for (const id of ids) chunks.delete(id);
      revision += 1;
    },
    async revision() {
      return revision;
    },
  };
}
