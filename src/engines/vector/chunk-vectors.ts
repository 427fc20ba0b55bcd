import { createHash } from 'node:crypto';

import type { Cancellable, Embedder } from '../../core/ports.ts';
import type { Chunk } from '../../core/profile/chunk.ts';
import type { VectorCache } from '../../core/state-store.ts';

/** Vectors of chunks, by what their text says: a text is embedded once, whatever chunk it stands in. */
export interface ChunkVectors {
  /** What the cache holds; the others are left out. */
  read(chunks: readonly Chunk[]): Promise<ReadonlyMap<Chunk, Float32Array>>;
  /**
   * The same, with what was missing embedded and written to the cache.
   *
   * @throws {Error} the embedder failed
   */
  fill(chunks: readonly Chunk[], options: Cancellable): Promise<ReadonlyMap<Chunk, Float32Array>>;
  /** Forgets the vectors of all other texts. */
  keepOnly(chunks: readonly Chunk[]): Promise<void>;
}

/** Joins an embedder with a cache. */
export function createChunkVectors(embedder: Embedder, cache: VectorCache): ChunkVectors {
  const { model } = embedder;

  const read: ChunkVectors['read'] = async (chunks) => {
    const hashes = chunks.map(toTextHash);
    const found = await cache.read(model, hashes);
    return new Map(chunks.flatMap((chunk, at) => toPair(chunk, found.get(hashes[at] ?? ''))));
  };

  return {
    read,
    async fill(chunks, { signal }) {
      const known = await read(chunks);
      const missing = chunks.filter((chunk) => !known.has(chunk));
      const texts = [...new Map(missing.map((chunk) => [toTextHash(chunk), toEmbeddedText(chunk)]))].filter(
        ([, text]) => text !== '',
      );
      if (texts.length === 0) return known;
      const vectors = await embedder.embed(
        texts.map(([, text]) => text),
        { signal },
      );
      const made = new Map(vectors.map((vector, at) => [texts[at]?.[0] ?? '', vector]));
      await cache.write(model, made);
      return new Map([...known, ...missing.flatMap((chunk) => toPair(chunk, made.get(toTextHash(chunk))))]);
    },
    keepOnly: (chunks) => cache.keepOnly(model, chunks.map(toTextHash)),
  };
}

/** The hints are left out: a list of synonyms blurs what the sentences say. */
function toEmbeddedText({ title, text }: Chunk): string {
  return `${title}\n${text}`.trim();
}

function toTextHash(chunk: Chunk): string {
  return createHash('sha256').update(toEmbeddedText(chunk)).digest('base64url');
}

function toPair(chunk: Chunk, vector: Float32Array | undefined): readonly (readonly [Chunk, Float32Array])[] {
  return vector === undefined ? [] : [[chunk, vector]];
}
