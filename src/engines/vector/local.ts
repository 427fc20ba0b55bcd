import { setImmediate as yieldToOthers } from 'node:timers/promises';

import type { VectorIndex } from '../../core/ports.ts';
import type { ChunkStore } from '../../core/state-store.ts';
import { createLexicalIndex } from './lexical-index.ts';
import type { LexicalIndex } from './lexical-index.ts';

/** How many chunks are handled before others get their turn; about 10 ms. */
const BATCH_SIZE = 100;

/**
 * Chosen on questions about four résumés of 14 to 44 chunks, so that few that the files answer fall below it. A model that
 * is told to refuse takes care of the rest.
 */
const MIN_CONFIDENCE = 0.2;

/**
 * An embedded index: BM25 over word stems, in memory, in step with a {@link ChunkStore} that other processes may write
 * too. A question word that no chunk holds is looked for by its beginning and by likeness, which forgives typing errors.
 *
 * Its confidence is the share of the question's content words, weighed by rarity, that one passage holds; 0 when the
 * question has none. It says nothing about which of several like passages answers, so it only gates out what is foreign.
 */
export function createLocalIndex({ chunks }: { readonly chunks: ChunkStore }): VectorIndex {
  const { refresh } = createMirror(chunks);
  return {
    name: 'local',
    minConfidence: MIN_CONFIDENCE,
    async query(text, { topK, live, filter, signal }) {
      signal.throwIfAborted();
      const index = await refresh();
      signal.throwIfAborted();
      return index.search(text, { topK, live, filter });
    },
    async upsert(written, { signal, onProgress }) {
      for (let start = 0; start < written.length; start += BATCH_SIZE) {
        signal.throwIfAborted();
        await chunks.put(written.slice(start, start + BATCH_SIZE));
        onProgress?.(Math.min(start + BATCH_SIZE, written.length));
      }
    },
    async delete(ids, { signal }) {
      signal.throwIfAborted();
      await chunks.delete(ids);
    },
    async list({ signal }) {
      signal.throwIfAborted();
      return await chunks.list();
    },
    async status({ signal }) {
      signal.throwIfAborted();
      const { size } = await refresh();
      return { chunkCount: size, pendingCount: 0 };
    },
  };
}

/** Keeps a copy of the store in memory. One refresh runs at a time; whoever asks meanwhile waits for the same one. */
function createMirror(store: ChunkStore): { readonly refresh: () => Promise<LexicalIndex> } {
  const index = createLexicalIndex();
  let freshRevision: number | undefined;
  let running: Promise<void> | undefined;

  const catchUp = async (): Promise<void> => {
    // Read before the chunks: a change in between is then met by the next refresh, never missed.
    const revision = await store.revision();
    if (revision === freshRevision) return;
    await applyDifference(index, await store.list());
    freshRevision = revision;
  };

  return {
    async refresh() {
      // One that already runs may have read its revision before a write that the caller has seen.
      await running?.catch(() => undefined);
      running ??= catchUp().finally(() => {
        running = undefined;
      });
      await running;
      return index;
    },
  };
}

async function applyDifference(index: LexicalIndex, stored: Awaited<ReturnType<ChunkStore['list']>>): Promise<void> {
  const storedIds = new Set(stored.map(({ id }) => id));
  for (const id of index.ids()) if (!storedIds.has(id)) index.remove(id);

  const added = stored.filter((chunk) => !index.holds(chunk));
  for (let start = 0; start < added.length; start += BATCH_SIZE) {
    index.add(added.slice(start, start + BATCH_SIZE));
    await yieldToOthers();
  }
}
