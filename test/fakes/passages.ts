import { toChunk } from '../../src/core/profile/chunk-id.ts';
import type { Chunk, Passage } from '../../src/core/profile/chunk.ts';

/** Makes a passage; what is left out is invented. */
export function passageOf(fields: Partial<Omit<Chunk, 'id' | 'hash'>> & { readonly score?: number }): Passage {
  const { score = 1, ...rest } = fields;
  const invented = { key: 'notes.md#a-title', source: 'notes.md', title: 'A title', text: 'A text.', hints: '' };
  return { chunk: toChunk({ ...invented, ...rest }), score };
}
