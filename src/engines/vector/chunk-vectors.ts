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
  /** What the cache holds of the sentences of chunks, in the order of {@link toTellingSentences}. */
  readSentences(chunks: readonly Chunk[]): Promise<ReadonlyMap<Chunk, readonly (Float32Array | undefined)[]>>;
  /**
   * Embeds the whole chunks that the cache does not hold, and gives the vectors of all.
   *
   * @throws {Error} the embedder failed
   */
  fill(chunks: readonly Chunk[], options: Cancellable): Promise<ReadonlyMap<Chunk, Float32Array>>;
  /** Quick and generous: whether there may be sentences to embed. */
  mayHaveSentences(chunk: Chunk): boolean;
  /** The sentences that the cache does not hold, each once. */
  missingSentences(chunks: readonly Chunk[]): Promise<readonly string[]>;
  /**
   * Embeds and keeps these texts.
   *
   * @throws {Error} the embedder failed
   */
  fillTexts(texts: readonly string[], options: Cancellable): Promise<void>;
  /** Forgets the vectors of all other texts. */
  keepOnly(chunks: readonly Chunk[]): Promise<void>;
}

/** A chunk of under 512 tokens seldom has more. */
const MAX_SENTENCES = 12;
/** What is shorter says nothing by itself. */
const MIN_WORDS = 3;
/** What parts the steps of a breadcrumb. */
const STEP = ' > ';

/** Joins an embedder with a cache. */
export function createChunkVectors(embedder: Embedder, cache: VectorCache): ChunkVectors {
  const { model } = embedder;
  // Parting a text into sentences takes longer than comparing them.
  const partHashes = new WeakMap<Chunk, readonly string[]>();
  const toPartHashes = (chunk: Chunk, parts?: readonly string[]): readonly string[] => {
    const hashes = partHashes.get(chunk) ?? (parts ?? toParts(chunk)).map(toHash);
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

  const toMissing = async (texts: readonly string[]): Promise<readonly string[]> => {
    const textOf = new Map(texts.map((text) => [toHash(text), text]));
    const known = await cache.read(model, [...textOf.keys()]);
    return [...textOf].flatMap(([hash, text]) => (known.has(hash) ? [] : [text]));
  };

  const fillTexts: ChunkVectors['fillTexts'] = async (texts, { signal }) => {
    if (texts.length === 0) return;
    const vectors = await embedder.embed(texts, { signal });
    // Whoever gave up may have closed the cache.
    signal.throwIfAborted();
    await cache.write(model, new Map(vectors.map((vector, at) => [toHash(texts[at] ?? ''), vector])));
  };

  return {
    accepts,
    read,
    async readSentences(chunks) {
      const hashesOf = new Map(chunks.map((chunk) => [chunk, toPartHashes(chunk)]));
      const found = await cache.read(model, [...hashesOf.values()].flat());
      return new Map([...hashesOf].map(([chunk, hashes]) => [chunk, hashes.map((hash) => found.get(hash))]));
    },
    async fill(chunks, options) {
      await fillTexts(await toMissing(chunks.map(toWhole).filter(isEmbeddable)), options);
      return await read(chunks);
    },
    mayHaveSentences: (chunk) => chunk.text !== '' && accepts(chunk),
    missingSentences: (chunks) =>
      toMissing(
        chunks.flatMap((chunk) => {
          const parts = toParts(chunk);
          // Nobody waits now; the next question that meets the chunk would.
          toPartHashes(chunk, parts);
          return parts;
        }),
      ),
    fillTexts,
    keepOnly: (chunks) =>
      cache.keepOnly(
        model,
        chunks.flatMap((chunk) => [toHash(toWhole(chunk)), ...toPartHashes(chunk)]),
      ),
  };
}

/** The hints are left out: a list of synonyms blurs what the sentences say. */
function toWhole({ title, text }: Chunk): string {
  return `${title}\n${text}`.trim();
}

/**
 * The sentences, each behind its place in the files without the first step, which is the owner or the file: `Python and SQL`
 * says more as `Skills > Languages: Python and SQL`, and a name that stands in front of everything says nothing.
 */
function toParts({ title, text }: Chunk): readonly string[] {
  const place = title.split(STEP).slice(1).join(STEP);
  const sentences = toTellingSentences(text);
  return place === '' ? sentences : sentences.map((sentence) => `${place}: ${sentence}`);
}

/** The sentences of a text that get a vector of their own. */
export function toTellingSentences(text: string): readonly string[] {
  return toSentences(text).slice(0, MAX_SENTENCES).filter(isTelling);
}

function isTelling(sentence: string): boolean {
  return sentence.split(/\s+/, MIN_WORDS).length === MIN_WORDS && isEmbeddable(sentence);
}

function toHash(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

function toPair(chunk: Chunk, vector: Float32Array | undefined): readonly (readonly [Chunk, Float32Array])[] {
  return vector === undefined ? [] : [[chunk, vector]];
}
