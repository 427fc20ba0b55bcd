import { createHash } from 'node:crypto';
import type { Chunk, ChunkId } from './chunk.ts';

/** The one place where a string becomes a {@link ChunkId}. */
export function toChunkId(id: string): ChunkId {
  return id as ChunkId;
}

/** Gives a chunk its hash and its id: the same words at the same place have the same ones in every run. */
export function toChunk(content: Omit<Chunk, 'id' | 'hash'>): Chunk {
  const { source, title, text, hints, link } = content;
  const canonical = JSON.stringify([source, title, text, hints, link ?? null]);
  const hash = createHash('sha256').update(canonical).digest('hex');
  return { ...content, id: toChunkId(`${content.key}@${hash.slice(0, 12)}`), hash };
}
