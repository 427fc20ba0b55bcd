import { createHash } from 'node:crypto';

import { z } from 'zod';

import type { Chunk, ChunkId, Passage } from '../../../src/core/profile/chunk.ts';

const chunkId = z.custom<ChunkId>((value) => typeof value === 'string');

/** A chunk with a hash and an id that fit its words. */
export function makeChunk(words: { readonly text: string } & Partial<Chunk>): Chunk {
  const { title = 'Maya Okafor', hints = '', source = 'digitaltwin.json', text } = words;
  const hash = createHash('sha256').update([title, text, hints].join('\n')).digest('hex');
  const key = `${source}#${title}`;
  return {
    id: chunkId.parse(`${key}@${hash.slice(0, 12)}`),
    key,
    hash,
    source,
    title,
    hints,
    audience: 'public',
    tags: [],
    ...words,
  };
}

/** The id of no chunk. */
export function makeChunkId(text: string): ChunkId {
  return chunkId.parse(text);
}

/** Passages in the given order. */
export function toPassages(...chunks: readonly Chunk[]): readonly Passage[] {
  return chunks.map((chunk, index) => ({ chunk, score: 1 - index / 10 }));
}
