import { logFailure } from '../log-failure.ts';
import type { Clock, Logger } from '../ports.ts';
import type { JournalEntry, JournalStore, StateStore } from '../state-store.ts';
import type { TakenEvent } from './intake.ts';

/** What a taken event works with. */
export interface TakenEventParts {
  readonly journal: JournalStore;
  readonly forget: StateStore['forget'] | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly lease: {
    /** Told when the lease was surely asked for, in epoch ms. */
    onRenewed(at: number): void;
    /** Whether nobody can have taken over what this process has. */
    isSure(): boolean;
  };
  /** Aborted when this process gives up what it has. */
  readonly released: AbortSignal;
  /** Told what is left to be shown later. */
  readonly onLeft: (entry: JournalEntry) => void;
}

/** Makes an event of its entry; `isBegun` says that the journal has it. */
export function createTakenEvent(
  { journal, forget, clock, logger, lease, released, onLeft }: TakenEventParts,
  start: { readonly entry: JournalEntry; readonly isBegun: boolean },
): TakenEvent {
  let { entry, isBegun } = start;
  const { turnId, face } = entry;
  let isLost = false;
  let isEnded = false;

  const onFailure = (error: unknown): void =>
    logFailure(logger, { event: 'journal.unwritten', turnId, face, err: error });

  const write = async (): Promise<boolean> => {
    if (released.aborted) return false;
    if (isLost || isEnded) return !isLost;
    const at = clock.now();
    try {
      if (isBegun) isLost = !(await journal.put(entry));
      else isBegun = await journal.begin(entry, { ids: [], ttlMs: 0 });
      if (!isLost) lease.onRenewed(at);
      else logger.warn({ event: 'journal.lost', turnId, face });
    } catch (error) {
      onFailure(error);
    }
    return !isLost;
  };

  return {
    turnId,
    released,
    async note(seen) {
      entry = { ...entry, ...seen };
      return write();
    },
    async isOurs() {
      if (released.aborted) return false;
      return isLost || lease.isSure() ? !isLost : write();
    },
    leave() {
      if (isEnded || released.aborted) return;
      isEnded = true;
      if (isBegun && !isLost) onLeft(entry);
    },
    async end() {
      if (isEnded || released.aborted) return;
      isEnded = true;
      try {
        const isGone = !(await journal.remove(turnId)) && isBegun && !isLost;
        // Whoever was forgotten on the way was told that nothing is kept, and the answer has been remembered since.
        if (isGone && (await journal.put(entry))) await forget?.({ user: entry.user });
      } catch (error) {
        onFailure(error);
      }
    },
  };
}
