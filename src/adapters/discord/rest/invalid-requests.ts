import type { Clock } from '../../../core/ports.ts';

/** Counts the requests that Discord holds against an address, and says when to do without what people can do without. */
export interface InvalidRequests {
  /** Takes an answer: its status, and whose limit a 429 was. */
  note(status: number, scope: string | null): void;
  /** How many there were in the last ten minutes. */
  count(): number;
  /** Whether only what people wait for is to be asked of Discord now. */
  isSparing(): boolean;
}

/** Half of what Discord bears. @see https://docs.discord.com/developers/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans */
export const SPARING_FROM = 5000;

const WINDOW_MS = 10 * 60_000;
const SLOTS = 60;
const SLOT_MS = WINDOW_MS / SLOTS;
const INVALID: readonly number[] = [401, 403, 429];

/**
 * Discord bars an address that gets 10,000 answers of 401, 403 or 429 in ten minutes; a 429 of a limit that is shared with
 * others does not count. `onSparing` is told each time that the count reaches {@link SPARING_FROM}.
 */
export function createInvalidRequests(options: {
  readonly clock: Pick<Clock, 'now'>;
  readonly onSparing: (count: number) => void;
}): InvalidRequests {
  const { clock, onSparing } = options;
  /** How many by slot of ten seconds; the oldest first. */
  const slots = new Map<number, number>();

  const count = (): number => {
    const oldest = Math.floor(clock.now() / SLOT_MS) - SLOTS;
    for (const slot of slots.keys()) if (slot <= oldest) slots.delete(slot);
    return [...slots.values()].reduce((sum, one) => sum + one, 0);
  };

  return {
    count,
    isSparing: () => count() >= SPARING_FROM,
    note(status, scope) {
      if (!INVALID.includes(status) || (status === 429 && scope === 'shared')) return;
      const slot = Math.floor(clock.now() / SLOT_MS);
      slots.set(slot, (slots.get(slot) ?? 0) + 1);
      const total = count();
      if (total === SPARING_FROM) onSparing(total);
    },
  };
}
