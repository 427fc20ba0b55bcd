import type { Memory } from '../conversation/memory.ts';
import type { IndexVersion } from '../state-store.ts';
import type { Turn, TurnId } from '../turn.ts';
import type { Source } from './answer-event.ts';

/** A turn that somebody comes back to. */
export interface PastTurn {
  readonly question: string;
  /** What the answer rested on and the files still say to this audience; by number. */
  readonly sources: readonly Source[];
  /** How many passages the answer rested on besides, which the files no longer say. */
  readonly withdrawnCount: number;
}

/** The turns of the last day. */
export interface PastTurns {
  /**
   * Finds a turn by whoever asked and where. Gives nothing for one that is forgotten, or that was answered for another
   * audience than the place has now.
   */
  find(place: Omit<Turn, 'question'>, turnId: TurnId): Promise<PastTurn | undefined>;
}

/**
 * Looks into the memory. A passage is shown again only while its chunk is in the version that readers see: the id of a
 * chunk changes with its words and with whom it is for, so what was changed, hidden or deleted since is left out.
 */
export function createPastTurns(options: {
  readonly memory: Memory;
  readonly version: () => Promise<IndexVersion | undefined>;
}): PastTurns {
  return {
    async find(place, turnId) {
      const turn = await options.memory.find(place, turnId);
      if (turn === undefined) return undefined;
      const live = new Set((await options.version())?.chunkIds);
      const all = turn.sources ?? [];
      const sources = all.filter(({ chunkId }) => live.has(chunkId));
      return {
        question: turn.question,
        sources: sources.map(({ chunkId: _id, ...source }) => source),
        withdrawnCount: all.length - sources.length,
      };
    },
  };
}
