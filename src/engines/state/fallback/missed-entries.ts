import { JOURNAL_LEASE_MS } from '../../../core/state-store.ts';
import type { JournalEntry, JournalStore, Whose } from '../../../core/state-store.ts';
import type { TurnId } from '../../../core/turn.ts';
import type { FallbackContext } from './context.ts';

/** What happens to entries of the shared journal while that is away, told to it when it is back. */
export interface MissedEntries {
  /** The shared journal, of which is remembered what this process looks after. */
  readonly running: JournalStore;
  put(entry: JournalEntry): true;
  remove(turnId: TurnId): true;
  entries(): readonly JournalEntry[];
  /** When every process has had the time to say that it lives, in ms of `performance.now()`. */
  settledAt(): number;
  /** Nothing of this person, workspace or server is told later. */
  drop(whose: Whose): void;
}

/** Starts with nothing missed. */
export function createMissedEntries({ shared: { journal }, availability }: FallbackContext): MissedEntries {
  const running = new Map<TurnId, JournalEntry>();
  const puts = new Map<TurnId, JournalEntry>();
  const removals = new Set<TurnId>();
  let settledAt = 0;

  availability.onReturn(async () => {
    settledAt = performance.now() + JOURNAL_LEASE_MS;
    await journal.restore([...running.values()]);
    await journal.renew();
    for (const [turnId, entry] of puts) {
      await journal.put(entry);
      if (puts.get(turnId) === entry) puts.delete(turnId);
    }
    for (const turnId of removals) {
      await journal.remove(turnId);
      removals.delete(turnId);
    }
  });

  return {
    running: remember(journal, running),
    put(entry) {
      if (running.has(entry.turnId)) running.set(entry.turnId, entry);
      puts.set(entry.turnId, entry);
      return true;
    },
    remove(turnId) {
      running.delete(turnId);
      puts.delete(turnId);
      removals.add(turnId);
      return true;
    },
    entries: () => [...puts.values()],
    settledAt: () => settledAt,
    drop(whose) {
      for (const [turnId, { user, tenant }] of [...puts, ...running]) {
        if ('user' in whose ? user !== whose.user : tenant !== whose.tenant) continue;
        puts.delete(turnId);
        running.delete(turnId);
      }
    },
  };
}

/** Keeps in `running` what this process looks after, as the journal has it. */
function remember(journal: JournalStore, running: Map<TurnId, JournalEntry>): JournalStore {
  const look = (entry: JournalEntry, isOurs: boolean): boolean => {
    if (isOurs) running.set(entry.turnId, entry);
    else running.delete(entry.turnId);
    return isOurs;
  };
  return {
    ...journal,
    begin: async (entry, claim) => {
      const isBegun = await journal.begin(entry, claim);
      if (isBegun) look(entry, true);
      return isBegun;
    },
    put: async (entry) => look(entry, await journal.put(entry)),
    async remove(turnId) {
      running.delete(turnId);
      return journal.remove(turnId);
    },
    async takeOver(faces) {
      const taken = await journal.takeOver(faces);
      for (const entry of taken) look(entry, true);
      return taken;
    },
  };
}
