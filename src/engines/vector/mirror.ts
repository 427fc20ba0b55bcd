import { setImmediate as yieldToOthers } from 'node:timers/promises';

import type { Audience } from '../../core/audience.ts';
import type { Logger } from '../../core/ports.ts';
import type { Chunk, ChunkId } from '../../core/profile/chunk.ts';
import type { ChunkStore } from '../../core/state-store.ts';
import { createBackground } from './background.ts';
import type { ChunkVectors } from './chunk-vectors.ts';
import { createDenseIndex } from './dense-index.ts';
import type { DenseIndex } from './dense-index.ts';
import type { LexicalIndex } from './lexical-index.ts';
import { createLexicalLevels } from './lexical-levels.ts';
import type { SentenceFill } from './sentence-fill.ts';

/** A copy of a {@link ChunkStore} in memory, ready to be searched. */
export interface Mirror extends AsyncDisposable {
  /** Brings it in step with the store. One refresh runs at a time; whoever asks meanwhile waits for the next one. */
  refresh(): Promise<void>;
  readonly size: number;
  chunks(): readonly Chunk[];
  lexical(place: Audience): Promise<LexicalIndex>;
  /** Builds now what the first questions would wait for: about half a second for 10,000 chunks. */
  warmUp(): Promise<void>;
  readonly dense: DenseIndex;
  /** How many chunks have a vector, or will have one. */
  readonly embeddableCount: number;
}

/** What a mirror is made from. */
export interface MirrorOptions {
  readonly store: ChunkStore;
  /** None: words alone. */
  readonly vectors: ChunkVectors | undefined;
  /** Given the chunks that come, and started when all whole chunks have vectors. */
  readonly sentences: SentenceFill | undefined;
  readonly logger: Logger | undefined;
}

/** As many vectors as are read, or made in the background, at once. */
const READ_SIZE = 250;
const EMBED_SIZE = 20;

/** Makes an empty mirror. Chunks without a vector get one in the background. */
export function createMirror({ store, vectors, sentences, logger }: MirrorOptions): Mirror {
  const chunks = new Map<ChunkId, Chunk>();
  const levels = createLexicalLevels(() => chunks.values());
  const dense = createDenseIndex();
  let embeddableCount = 0;
  let freshRevision: number | undefined;
  const background = createBackground((err) =>
    logger?.debug({ event: 'vectors.missing', chunkCount: embeddableCount - dense.size, err }),
  );

  const remove = (chunk: Chunk): void => {
    chunks.delete(chunk.id);
    levels.remove(chunk);
    dense.remove(chunk.id);
    sentences?.remove(chunk);
  };
  const take = (found: ReadonlyMap<Chunk, Float32Array>): void => {
    for (const [chunk, vector] of found) if (chunks.get(chunk.id) === chunk) dense.set(chunk, vector);
  };
  const embeddable = (): Chunk[] => [...chunks.values()].filter((chunk) => vectors?.accepts(chunk));

  const catchUp = async (): Promise<void> => {
    // Read before the chunks: a change in between is then met by the next refresh, never missed.
    const revision = await store.revision();
    if (revision !== freshRevision) {
      const stored = await store.list();
      const storedHashes = new Map(stored.map(({ id, hash }) => [id, hash]));
      for (const chunk of chunks.values()) if (storedHashes.get(chunk.id) !== chunk.hash) remove(chunk);
      const added = stored.filter(({ id }) => !chunks.has(id));
      for (const chunk of added) chunks.set(chunk.id, chunk);
      await levels.add(added);
      embeddableCount = embeddable().length;
      dense.expect(added.length);
      if (vectors !== undefined) await readVectors(vectors, added, take);
      sentences?.add(added);
      freshRevision = revision;
    }
    if (vectors === undefined) return;
    if (dense.size < embeddableCount) background.start((signal) => embedRest(vectors, signal));
    else sentences?.start();
  };

  const embedRest = async (source: ChunkVectors, signal: AbortSignal): Promise<void> => {
    const missing = embeddable().filter(({ id }) => !dense.has(id));
    for (const batch of toBatches(missing, EMBED_SIZE)) take(await source.fill(batch, { signal }));
    sentences?.start();
  };

  return {
    dense,
    get size() {
      return chunks.size;
    },
    get embeddableCount() {
      return embeddableCount;
    },
    chunks: () => [...chunks.values()],
    lexical: (place) => levels.of(place),
    warmUp: () => levels.warmUp(),
    refresh: oneAtATime(catchUp),
    [Symbol.asyncDispose]: () => background[Symbol.asyncDispose](),
  };
}

async function readVectors(
  source: ChunkVectors,
  chunks: readonly Chunk[],
  take: (found: ReadonlyMap<Chunk, Float32Array>) => void,
): Promise<void> {
  for (const batch of toBatches(chunks, READ_SIZE)) {
    take(await source.read(batch));
    // An embedded cache answers without ever letting go.
    await yieldToOthers();
  }
}

/** Whoever asks while it runs waits for the next run, which serves all of them. */
function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return async () => {
    // One that already runs may have read its revision before a write that the caller has seen.
    await running?.catch(() => undefined);
    running ??= work().finally(() => {
      running = undefined;
    });
    await running;
  };
}

/** Parts of at most `size`, in order. */
export function toBatches<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));
}
