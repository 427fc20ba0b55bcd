import type { CounterStore } from '../../../core/state-store.ts';
import { setBounded } from '../../../support/bounded-map.ts';
import type { FallbackContext } from './context.ts';

/** Keys name days: older ones are not asked for again. */
const MAX_SEEN = 10;

interface Sum {
  readonly amount: number;
  readonly expiresAt: number;
}

/**
 * While the shared sums are away, this process adds to what it saw last, and takes it that every other one adds as much:
 * a budget is rather ended early than exceeded. What was added alone is added to the shared sum when that is back, and what
 * it has lost is put back.
 */
export function createFallbackCounters({ shared: { counters }, availability, members }: FallbackContext): CounterStore {
  const seen = new Map<string, Sum>();
  const missed = new Map<string, Sum>();
  const guess = (key: string): number =>
    (seen.get(key)?.amount ?? 0) + (missed.get(key)?.amount ?? 0) * members.all().length;
  const miss = (key: string, amount: number, expiresAt: number): void =>
    void missed.set(key, { amount: (missed.get(key)?.amount ?? 0) + amount, expiresAt });
  const see = (key: string, amount: number, expiresAt = seen.get(key)?.expiresAt ?? 0): number => {
    setBounded(seen, key, { amount, expiresAt }, MAX_SEEN);
    return amount;
  };

  availability.onReturn(async () => {
    for (const [key, { amount, expiresAt }] of seen) {
      const lost = amount - (await counters.read(key));
      if (lost > 0 && expiresAt > 0) await counters.add(key, lost, { expiresAt });
    }
    for (const [key, { amount, expiresAt }] of missed) {
      see(key, await counters.add(key, amount, { expiresAt }), expiresAt);
      // More may have been added meanwhile.
      miss(key, -amount, expiresAt);
      if (missed.get(key)?.amount === 0) missed.delete(key);
    }
  });

  return {
    add: (key, amount, { expiresAt }) =>
      availability.attempt(
        async () => see(key, await counters.add(key, amount, { expiresAt }), expiresAt),
        () => {
          miss(key, amount, expiresAt);
          return guess(key);
        },
      ),
    read: (key) =>
      availability.attempt(
        async () => see(key, await counters.read(key)),
        () => guess(key),
      ),
  };
}
