import { createHash } from 'node:crypto';
import { stripInvisible } from '../../support/invisible.ts';
import type { Chunk, ChunkId } from './chunk.ts';

/** The one place where a string becomes a {@link ChunkId}. */
export function toChunkId(id: string): ChunkId {
  return id as ChunkId;
}

/** What a chunk says; whatever is left out is for everybody and has no tags. */
type ChunkContent = Omit<Chunk, 'id' | 'hash' | 'audience' | 'tags'> & Partial<Pick<Chunk, 'audience' | 'tags'>>;

/** Gives a chunk its hash and its id: the same words at the same place have the same ones in every run. */
export function toChunk({ audience = 'public', tags = [], ...given }: ChunkContent): Chunk {
  const content = { ...given, title: stripInvisible(given.title), text: stripInvisible(given.text) };
  const { source, title, text, hints, link, date } = content;
  const words = [source, title, text, hints, link ?? null];
  // What most chunks do not have is left out, so that their ids stay what they were.
  const isPlain = audience === 'public' && tags.length === 0 && date === undefined;
  const canonical = JSON.stringify(isPlain ? words : [...words, audience, tags, date ?? null]);
  const hash = createHash('sha256').update(canonical).digest('hex');
  return { ...content, audience, tags, id: toChunkId(`${content.key}@${hash.slice(0, 12)}`), hash };
}
