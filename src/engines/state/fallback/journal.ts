import { JOURNAL_LEASE_MS } from '../../../core/state-store.ts';
import type { JournalEntry, JournalStore, Whose } from '../../../core/state-store.ts';
import type { TurnId } from '../../../core/turn.ts';
import type { FallbackClaims } from './claims.ts';
import type { FallbackContext } from './context.ts';

/** A journal that knows what the shared one has missed. */
export interface FallbackJournal extends JournalStore {
  /** Nothing of this person, workspace or server is written later. */
  drop(whose: Whose): void;
}

/**
 * Answers that begin while the shared journal is away are kept in the local one, which the next process on this machine
 * looks into. What happens meanwhile to those that began before is told to the shared one when it is back. Then every
 * process has the time of a lease to say that it lives, before anybody takes over what is its own.
 */
export function createFallbackJournal(context: FallbackContext, claims: FallbackClaims): FallbackJournal {
  const { shared, local, availability } = context;
  const inLocal = new Set<TurnId>();
  const missed = createMissed(context);

  return {
    begin: (entry, claim) =>
      availability.attempt(
        async () => {
          const isBegun = await shared.journal.begin(entry, claim);
          await claims.note(claim.ids, claim.ttlMs);
          return isBegun;
        },
        async () => {
          if (!claims.mayTake(claim.ids) || !(await local.journal.begin(entry, claim))) return false;
          inLocal.add(entry.turnId);
          claims.noteAlone(claim.ids, claim.ttlMs);
          return true;
        },
      ),
    async put(entry) {
      if (inLocal.has(entry.turnId)) return local.journal.put(entry);
      return availability.attempt(
        () => shared.journal.put(entry),
        () => missed.put(entry),
      );
    },
    async remove(turnId) {
      if (inLocal.delete(turnId)) return local.journal.remove(turnId);
      return availability.attempt(
        () => shared.journal.remove(turnId),
        () => missed.remove(turnId),
      );
    },
    async renew() {
      await local.journal.renew();
      await availability.attempt(
        () => shared.journal.renew(),
        () => undefined,
      );
    },
    async takeOver(faces) {
      const left = await local.journal.takeOver(faces);
      for (const { turnId } of left) inLocal.add(turnId);
      if (performance.now() < missed.settledAt()) return left;
      const others = await availability.attempt(
        () => shared.journal.takeOver(faces),
        () => [],
      );
      return [...left, ...others];
    },
    async list() {
      const others = await availability.attempt(
        () => shared.journal.list(),
        () => missed.entries(),
      );
      return [...(await local.journal.list()), ...others];
    },
    drop: (whose) => missed.drop(whose),
  };
}

/** What happens to entries of the shared journal while that is away, told to it when it is back. */
function createMissed({ shared: { journal }, availability }: FallbackContext) {
  const puts = new Map<TurnId, JournalEntry>();
  const removals = new Set<TurnId>();
  let settledAt = 0;

  availability.onReturn(async () => {
    settledAt = performance.now() + JOURNAL_LEASE_MS;
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
    put(entry: JournalEntry): true {
      puts.set(entry.turnId, entry);
      return true;
    },
    remove(turnId: TurnId): void {
      puts.delete(turnId);
      removals.add(turnId);
    },
    entries: (): readonly JournalEntry[] => [...puts.values()],
    /** When every process has had the time to say that it lives. */
    settledAt: () => settledAt,
    drop(whose: Whose): void {
      for (const [turnId, { user, tenant }] of puts) {
        if ('user' in whose ? user === whose.user : tenant === whose.tenant) puts.delete(turnId);
      }
    },
  };
}
