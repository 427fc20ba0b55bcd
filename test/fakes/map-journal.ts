import type { JournalEntry, JournalStore } from '../../src/core/state-store.ts';

/** A journal of one process in memory, for tests that are about something else. */
export interface MapJournal extends JournalStore {
  entries(): readonly JournalEntry[];
}

/** Makes an empty journal. */
export function createMapJournal(): MapJournal {
  const entries = new Map<string, JournalEntry>();
  return {
    entries: () => [...entries.values()],
    async begin(entry) {
      entries.set(entry.turnId, entry);
      return true;
    },
    async put(entry) {
      if (entries.has(entry.turnId)) entries.set(entry.turnId, entry);
      return true;
    },
    remove: async (turnId) => entries.delete(turnId),
    restore: async () => undefined,
    renew: async () => undefined,
    takeOver: async () => [],
    list: async () => [...entries.values()],
  };
}
