import { logFailure } from '../log-failure.ts';
import type { Clock, Logger, Usage } from '../ports.ts';
import type { CounterStore } from '../state-store.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** While the sum cannot be read, each process may spend so much of the day's budget: several of them are not unlimited. */
const BLIND_SHARE = 0.1;

/** The model tokens that may be spent in one day (UTC). */
export interface TokenBudget {
  /** Takes `tokens` off before they are used; gives nothing when the day's are spent. Never throws. */
  reserve(tokens: number): Promise<TokenReservation | undefined>;
  /** What is spent today, reservations included. */
  state(): Promise<TokenBudgetState>;
}

/** Tokens that were taken off. */
export interface TokenReservation {
  /** Puts what was really used in the place of what was reserved. Never throws. */
  settle(usage: Usage): Promise<void>;
}

/** How the day's budget stands. */
export interface TokenBudgetState {
  /** 0 means no limit. */
  readonly dailyTokens: number;
  readonly spentTokens: number;
  /** Milliseconds until midnight UTC. */
  readonly resetAfterMs: number;
}

/** How to build a {@link TokenBudget}. */
export interface TokenBudgetOptions {
  readonly counters: CounterStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** 0 means no limit; spending is counted anyway. */
  readonly dailyTokens: number;
}

/**
 * Builds the budget on a counter that outlives a restart and is shared by all processes. The last call that is allowed
 * may go over it by what it uses itself; every other one waits for nobody, since each adds before it looks.
 */
export function createTokenBudget({ counters, clock, logger, dailyTokens }: TokenBudgetOptions): TokenBudget {
  let blind = { key: '', tokens: 0 };
  const today = () => {
    const day = Math.floor(clock.now() / DAY_MS);
    const key = `tokens:${new Date(day * DAY_MS).toISOString().slice(0, 10)}`;
    return { key, expiresAt: (day + 2) * DAY_MS, resetAfterMs: (day + 1) * DAY_MS - clock.now() };
  };
  const addBlindly = (key: string, tokens: number): number => {
    blind = { key, tokens: (blind.key === key ? blind.tokens : 0) + tokens };
    return blind.tokens;
  };

  return {
    async reserve(tokens) {
      const { key, expiresAt } = today();
      const add = async (amount: number): Promise<{ readonly sum: number; readonly limit: number }> => {
        try {
          return { sum: await counters.add(key, amount, { expiresAt }), limit: dailyTokens };
        } catch (error) {
          logFailure(logger, { event: 'budget.uncounted', err: error });
          return { sum: addBlindly(key, amount), limit: dailyTokens * BLIND_SHARE };
        }
      };
      const { sum, limit } = await add(tokens);
      if (dailyTokens > 0 && sum - tokens >= limit) {
        await add(-tokens);
        return undefined;
      }
      return {
        async settle({ promptTokens, completionTokens }) {
          const rest = promptTokens + completionTokens - tokens;
          if (rest !== 0) await add(rest);
        },
      };
    },
    async state() {
      const { key, resetAfterMs } = today();
      return { dailyTokens, spentTokens: await counters.read(key), resetAfterMs };
    },
  };
}
