import { setImmediate as yieldToOthers } from 'node:timers/promises';

import { AUDIENCES, isSeenBy } from '../../core/audience.ts';
import type { Audience } from '../../core/audience.ts';
import type { Chunk } from '../../core/profile/chunk.ts';
import { createLexicalIndex } from './lexical-index.ts';
import type { LexicalIndex } from './lexical-index.ts';

/**
 * One lexical index per audience. How rare a word is, and whether it is one at all, decides over scores and confidence:
 * with one index for all, what a place is told would tell of chunks that it may not see.
 */
export interface LexicalLevels {
  /** Adds chunks that are not there. */
  add(chunks: readonly Chunk[]): Promise<void>;
  /** Removes a chunk that is there. */
  remove(chunk: Chunk): void;
  /** What a place of this audience may know of. */
  of(place: Audience): Promise<LexicalIndex>;
  /** Builds now what the first question of each place would wait for. */
  warmUp(): Promise<void>;
}

/** How many chunks are handled before others get their turn; about 10 ms. */
const BATCH_SIZE = 100;

/**
 * Makes the levels of the chunks that `all` gives. Places that see the same share an index, and each index is built when it
 * is first asked.
 */
export function createLexicalLevels(all: () => Iterable<Chunk>): LexicalLevels {
  const levels = new Map<Audience, Promise<LexicalIndex>>();
  const counts = new Map<Audience, number>();
  const count = ({ audience }: Chunk, step: 1 | -1): void => {
    counts.set(audience, (counts.get(audience) ?? 0) + step);
  };
  /** The narrowest audience of all chunks that the place may see. */
  const toLevel = (place: Audience): Audience =>
    AUDIENCES.findLast((audience) => isSeenBy(place, audience) && (counts.get(audience) ?? 0) > 0) ?? 'public';

  const build = async (level: Audience): Promise<LexicalIndex> => {
    const index = createLexicalIndex();
    await addTo(index, level, [...all()]);
    return index;
  };

  const of: LexicalLevels['of'] = (place) => {
    const level = toLevel(place);
    const index = levels.get(level) ?? build(level);
    levels.set(level, index);
    return index;
  };

  return {
    of,
    async warmUp() {
      for (const place of AUDIENCES) await of(place);
    },
    async add(chunks) {
      for (const chunk of chunks) count(chunk, 1);
      for (const [level, index] of levels) await addTo(await index, level, chunks);
    },
    remove(chunk) {
      count(chunk, -1);
      for (const index of levels.values()) void index.then((built) => built.remove(chunk.id));
    },
  };
}

async function addTo(index: LexicalIndex, level: Audience, chunks: readonly Chunk[]): Promise<void> {
  const seen = chunks.filter(({ audience }) => isSeenBy(level, audience));
  for (let start = 0; start < seen.length; start += BATCH_SIZE) {
    if (start > 0) await yieldToOthers();
    index.add(seen.slice(start, start + BATCH_SIZE));
  }
}
