import type { ConversationStore, StoredTurn } from '../state-store.ts';
import type { Turn } from '../turn.ts';

/** How long a turn is remembered. */
export const MEMORY_TTL_MS = 24 * 60 * 60 * 1000;
/** The most turns that one answer looks back on. */
const MAX_TURNS = 6;

/** What one person said in one place, for follow-up questions. */
export interface Memory {
  /** Oldest first. */
  recall(turn: Turn): Promise<readonly StoredTurn[]>;
  remember(turn: Turn, said: StoredTurn): Promise<void>;
}

/** Builds the memory on a store that keeps each turn for {@link MEMORY_TTL_MS}. */
export function createMemory(conversations: ConversationStore): Memory {
  return {
    recall: ({ conversation }) => conversations.read(conversation, { maxTurns: MAX_TURNS }),
    remember: ({ conversation, user }, said) =>
      conversations.append(conversation, user, said, { ttlMs: MEMORY_TTL_MS }),
  };
}
