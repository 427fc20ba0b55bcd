import type { Clock, Usage } from '../ports.ts';
import type { CounterStore } from '../state-store.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The model tokens that may be spent in one day (UTC). */
export interface TokenBudget {
  isSpent(): Promise<boolean>;
  /** Counts what the service says it used. */
  spend(usage: Usage): Promise<void>;
}

/** Builds the budget on a counter that outlives a restart. `dailyTokens` 0 means no limit; spending is counted anyway. */
export function createTokenBudget(options: {
  readonly counters: CounterStore;
  readonly clock: Clock;
  readonly dailyTokens: number;
}): TokenBudget {
  const { counters, clock, dailyTokens } = options;
  const today = (): { readonly key: string; readonly expiresAt: number } => {
    const day = Math.floor(clock.now() / DAY_MS);
    return { key: `tokens:${new Date(day * DAY_MS).toISOString().slice(0, 10)}`, expiresAt: (day + 2) * DAY_MS };
  };
  return {
    isSpent: async () => dailyTokens > 0 && (await counters.read(today().key)) >= dailyTokens,
    async spend({ promptTokens, completionTokens }) {
      const { key, expiresAt } = today();
      await counters.add(key, promptTokens + completionTokens, { expiresAt });
    },
  };
}
