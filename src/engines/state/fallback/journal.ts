import type { JournalClaim, JournalEntry, JournalStore, Whose } from '../../../core/state-store.ts';
import type { TurnId } from '../../../core/turn.ts';
import type { FallbackClaims } from './claims.ts';
import type { FallbackContext } from './context.ts';
import { toTaken } from './known-claims.ts';
import { createMissedEntries } from './missed-entries.ts';
import type { MissedEntries } from './missed-entries.ts';

/** A journal that knows what the shared one has missed. */
export interface FallbackJournal extends JournalStore {
  /** Nothing of this person, workspace or server is written later. */
  drop(whose: Whose): void;
}

const NOTHING = { ids: [], ttlMs: 0 };
const orNothing = (): void => undefined;
const none = (): readonly JournalEntry[] => [];

/**
 * Answers that begin while the shared journal is away are kept in the local one, which the next process on this machine
 * looks into. What happens meanwhile to those that began before is told to the shared one when it is back; one that has
 * come back empty is given those that still run. Then every process has the time of a lease to say that it lives, before anybody takes over what is its own.
 */
export function createFallbackJournal(context: FallbackContext, claims: FallbackClaims): FallbackJournal {
  const { local, availability } = context;
  const inLocal = new Set<TurnId>();
  const { running, ...missed } = createMissedEntries(context);
  const begin = createBegin(context, { claims, running, missed, inLocal });

  return {
    begin,
    async put(entry) {
      if (inLocal.has(entry.turnId)) return local.journal.put(entry);
      return availability.attempt(
        () => running.put(entry),
        () => missed.put(entry),
      );
    },
    async remove(turnId) {
      if (inLocal.delete(turnId)) return local.journal.remove(turnId);
      return availability.attempt(
        () => running.remove(turnId),
        () => missed.remove(turnId),
      );
    },
    restore: (entries) => availability.attempt(() => running.restore(entries), orNothing),
    async renew() {
      await local.journal.renew();
      await availability.attempt(() => running.renew(), orNothing);
    },
    async takeOver(faces) {
      const left = await local.journal.takeOver(faces);
      for (const { turnId } of left) inLocal.add(turnId);
      if (performance.now() < missed.settledAt()) return left;
      return [...left, ...(await availability.attempt(() => running.takeOver(faces), none))];
    },
    async list() {
      const others = await availability.attempt(
        () => running.list(),
        () => missed.entries(),
      );
      return [...(await local.journal.list()), ...others];
    },
    drop: (whose) => missed.drop(whose),
  };
}

interface Beginning {
  readonly claims: FallbackClaims;
  readonly running: JournalStore;
  readonly missed: Pick<MissedEntries, 'remove'>;
  readonly inLocal: Set<TurnId>;
}

function createBegin(
  { local, availability }: FallbackContext,
  { claims, running, missed, inLocal }: Beginning,
): JournalStore['begin'] {
  return (entry, claim) => {
    /** What is left to be claimed in the local store. */
    let here: JournalClaim = claim;
    return availability.attempt(
      async () => {
        if (!claims.isSettled()) {
          if (!(await claims.claimHere(claim.ids, claim.ttlMs))) return false;
          here = NOTHING;
        }
        const isBegun = await running.begin(entry, claim);
        const isOurs = await claims.note(claim.ids, claim.ttlMs, isBegun);
        if (!isBegun || isOurs) return isBegun;
        await running.remove(entry.turnId);
        return false;
      },
      async () => {
        // The shared store may do late what it was asked for in vain: then nobody must find the entry there.
        missed.remove(entry.turnId);
        if (here !== NOTHING && !claims.mayTake(claim.ids)) return false;
        // Before anything is waited for: the shared store may be back by then, and is told of what is noted.
        claims.noteAlone(claim.ids, claim.ttlMs);
        const ids = [...here.ids, ...claim.ids.map(toTaken)];
        if (!(await local.journal.begin(entry, { ids, ttlMs: claim.ttlMs }))) return false;
        inLocal.add(entry.turnId);
        return true;
      },
    );
  };
}
