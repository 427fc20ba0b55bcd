import type { ConversationStore, StoredTurn } from '../state-store.ts';
import { toConversationKey, toOrigin } from '../turn.ts';
import type { ConversationKey, Turn, TurnId } from '../turn.ts';
import { trimHistory } from './trim-history.ts';

/** How long a turn is remembered. */
export const MEMORY_TTL_MS = 24 * 60 * 60 * 1000;
/** The most turns that one answer looks back on. */
const MAX_TURNS = 6;
/** So many turns of one place somebody may come back to. */
const MAX_KEPT_TURNS = 100;
/** The most that those turns hold together, as {@link estimateTokens} counts. */
export const MAX_HISTORY_TOKENS = 1000;

/** What one person said in one place, for follow-up questions. */
export interface Memory {
  /**
   * Oldest first, within {@link MAX_HISTORY_TOKENS}.
   *
   * @param before looks back on what was said before this turn only; on everything when it is forgotten
   */
  recall(turn: Turn, before?: TurnId): Promise<readonly StoredTurn[]>;
  remember(turn: Turn, said: StoredTurn): Promise<void>;
  /** One turn of this person in this place; nothing when it is forgotten, or was said for another audience. */
  find(place: Omit<Turn, 'question'>, turnId: TurnId): Promise<StoredTurn | undefined>;
}

/** Builds the memory on a store that keeps each turn for {@link MEMORY_TTL_MS}. */
export function createMemory(conversations: ConversationStore): Memory {
  return {
    async recall(turn, before) {
      // What nobody may lean on is among them.
      const maxTurns = before === undefined ? 2 * MAX_TURNS : MAX_KEPT_TURNS;
      const said = await conversations.read(toMemoryKey(turn), { maxTurns });
      const end = before === undefined ? -1 : said.findIndex(({ turnId }) => turnId === before);
      const earlier = (end === -1 ? said : said.slice(0, end)).filter(({ answer }) => answer !== '');
      return trimHistory(earlier.slice(-MAX_TURNS), MAX_HISTORY_TOKENS);
    },
    remember: (turn, said) => conversations.append(toMemoryKey(turn), toOrigin(turn), said, { ttlMs: MEMORY_TTL_MS }),
    async find(place, turnId) {
      const said = await conversations.read(toMemoryKey(place), { maxTurns: MAX_KEPT_TURNS });
      return said.find((turn) => turn.turnId === turnId);
    },
  };
}

/**
 * The audience is a part of the key: when a place becomes wider, because somebody is no admin any more or a server is
 * no longer named, what was said there for fewer people is not looked back on.
 */
function toMemoryKey({ user, audience, conversation }: Omit<Turn, 'question'>): ConversationKey {
  return toConversationKey(user, audience, conversation);
}
