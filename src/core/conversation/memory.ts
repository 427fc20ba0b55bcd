import type { ConversationStore, StoredTurn } from '../state-store.ts';
import { toConversationKey, toOrigin } from '../turn.ts';
import type { ConversationKey, Turn } from '../turn.ts';
import { trimHistory } from './trim-history.ts';

/** How long a turn is remembered. */
export const MEMORY_TTL_MS = 24 * 60 * 60 * 1000;
/** The most turns that one answer looks back on. */
const MAX_TURNS = 6;
/** The most that those turns hold together, as {@link estimateTokens} counts. */
export const MAX_HISTORY_TOKENS = 1000;

/** What one person said in one place, for follow-up questions. */
export interface Memory {
  /** Oldest first, within {@link MAX_HISTORY_TOKENS}. */
  recall(turn: Turn): Promise<readonly StoredTurn[]>;
  remember(turn: Turn, said: StoredTurn): Promise<void>;
}

/** Builds the memory on a store that keeps each turn for {@link MEMORY_TTL_MS}. */
export function createMemory(conversations: ConversationStore): Memory {
  return {
    recall: async (turn) =>
      trimHistory(await conversations.read(toMemoryKey(turn), { maxTurns: MAX_TURNS }), MAX_HISTORY_TOKENS),
    remember: (turn, said) => conversations.append(toMemoryKey(turn), toOrigin(turn), said, { ttlMs: MEMORY_TTL_MS }),
  };
}

/**
 * The audience is a part of the key: when a place becomes wider, because somebody is no admin any more or a server is
 * no longer named, what was said there for fewer people is not looked back on.
 */
function toMemoryKey({ user, audience, conversation }: Turn): ConversationKey {
  return toConversationKey(user, audience, conversation);
}
