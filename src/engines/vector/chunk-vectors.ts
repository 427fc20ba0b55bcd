import { createHash } from 'node:crypto';

import type { Cancellable, Embedder } from '../../core/ports.ts';
import type { Chunk } from '../../core/profile/chunk.ts';
import type { VectorCache } from '../../core/state-store.ts';
import { toSentences } from '../../support/words.ts';
import { isEmbeddable } from './embeddable.ts';

/** Vectors of chunks, by what their text says: a text is embedded once, whatever chunk it stands in, if the model can read it. */
export interface ChunkVectors {
  /** Whether the chunk ever gets a vector. */
  accepts(chunk: Chunk): boolean;
  /** What the cache holds of whole chunks; the others are left out. */
  read(chunks: readonly Chunk[]): Promise<ReadonlyMap<Chunk, Float32Array>>;
  /** What the cache holds of the sentences of chunks that have several; the others are left out. */
  readSentences(chunks: readonly Chunk[]): Promise<ReadonlyMap<Chunk, readonly Float32Array[]>>;
  /**
   * Embeds what the cache does not hold, whole chunks and their sentences, and gives the vectors of the whole ones.
   *
   * @throws {Error} the embedder failed
   */
  fill(chunks: readonly Chunk[], options: Cancellable): Promise<ReadonlyMap<Chunk, Float32Array>>;
  /** Forgets the vectors of all other texts. */
  keepOnly(chunks: readonly Chunk[]): Promise<void>;
}

/** A chunk of under 512 tokens seldom has more. */
const MAX_SENTENCES = 12;

/** Joins an embedder with a cache. */
export function createChunkVectors(embedder: Embedder, cache: VectorCache): ChunkVectors {
  const { model } = embedder;
  // Parting a text into sentences takes longer than comparing them.
  const partHashes = new WeakMap<Chunk, readonly string[]>();
  const toPartHashes = (chunk: Chunk): readonly string[] => {
    const hashes = partHashes.get(chunk) ?? toParts(chunk).map(toHash);
    partHashes.set(chunk, hashes);
    return hashes;
  };

  const accepted = new WeakMap<Chunk, boolean>();
  const accepts = (chunk: Chunk): boolean => {
    const isAccepted = accepted.get(chunk) ?? isEmbeddable(toWhole(chunk));
    accepted.set(chunk, isAccepted);
    return isAccepted;
  };

  const read: ChunkVectors['read'] = async (chunks) => {
    const hashOf = new Map(chunks.map((chunk) => [chunk, toHash(toWhole(chunk))]));
    const found = await cache.read(model, [...hashOf.values()]);
    return new Map([...hashOf].flatMap(([chunk, hash]) => toPair(chunk, found.get(hash))));
  };

  return {
    accepts,
    read,
    async readSentences(chunks) {
      const hashesOf = new Map(chunks.map((chunk) => [chunk, toPartHashes(chunk)]));
      const found = await cache.read(model, [...hashesOf.values()].flat());
      return new Map([...hashesOf].map(([chunk, hashes]) => [chunk, hashes.flatMap((hash) => found.get(hash) ?? [])]));
    },
    async fill(chunks, { signal }) {
      const textOf = new Map(chunks.flatMap(toTexts).map((text) => [toHash(text), text]));
      const known = await cache.read(model, [...textOf.keys()]);
      const missing = [...textOf].filter(([hash]) => !known.has(hash));
      if (missing.length > 0) {
        const texts = missing.map(([, text]) => text);
        const vectors = await embedder.embed(texts, { signal });
        await cache.write(model, new Map(vectors.map((vector, at) => [missing[at]?.[0] ?? '', vector])));
      }
      return await read(chunks);
    },
    keepOnly: (chunks) => cache.keepOnly(model, chunks.flatMap(toTexts).map(toHash)),
  };
}

/** The hints are left out: a list of synonyms blurs what the sentences say. */
function toWhole({ title, text }: Chunk): string {
  return `${title}\n${text}`.trim();
}

/** The sentences; none when there is but one, which says what the whole says. */
function toParts({ text }: Chunk): readonly string[] {
  const sentences = toSentences(text);
  return sentences.length > 1 ? sentences.slice(0, MAX_SENTENCES) : [];
}

function toTexts(chunk: Chunk): readonly string[] {
  return [toWhole(chunk), ...toParts(chunk)].filter(isEmbeddable);
}

function toHash(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

function toPair(chunk: Chunk, vector: Float32Array | undefined): readonly (readonly [Chunk, Float32Array])[] {
  return vector === undefined ? [] : [[chunk, vector]];
}
