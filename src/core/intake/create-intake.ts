import { EVENT_CLAIM_TTL_MS } from '../adapter-texts.ts';
import type { Clock, Logger } from '../ports.ts';
import { JOURNAL_LEASE_MS } from '../state-store.ts';
import type { JournalEntry, JournalStore, StateStore } from '../state-store.ts';
import { NO_TELEMETRY } from '../telemetry.ts';
import type { Telemetry } from '../telemetry.ts';
import { createTurnId } from '../turn.ts';
import type { Arrival, Intake } from './intake.ts';
import { createTakenEvent } from './taken-event.ts';

/** What an intake works with. */
export interface IntakeParts {
  readonly journal: JournalStore;
  /** Deletes again what an answer left behind whose person was forgotten while it was written; nobody can be without it. */
  readonly forget?: StateStore['forget'];
  readonly telemetry?: Telemetry;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * What is left of a lease when it is asked for again before anything is shown. The rest has to do for the request that
 * follows: no platform offers to refuse an edit that comes too late.
 */
const SURE_FOR_MS = JOURNAL_LEASE_MS / 2;

/** Builds the intake that all faces share. */
export function createIntake({ journal, forget, telemetry = NO_TELEMETRY, clock, logger }: IntakeParts): Intake {
  let renewedAt = -Infinity;
  const lease = {
    onRenewed: (at: number) => void (renewedAt = Math.max(renewedAt, at)),
    isSure: () => clock.now() < renewedAt + SURE_FOR_MS,
  };
  const release = new AbortController();
  const left: JournalEntry[] = [];
  const parts = {
    journal,
    forget,
    logger,
    clock,
    lease,
    released: release.signal,
    onLeft: (entry: JournalEntry) => void left.push(entry),
  };

  return {
    async take({ ids, ...arrival }) {
      const entry = toEntry(arrival);
      const at = clock.now();
      if (!(await journal.begin(entry, { ids, ttlMs: EVENT_CLAIM_TTL_MS }))) {
        telemetry.duplicated(arrival.face);
        return undefined;
      }
      lease.onRenewed(at);
      return createTakenEvent(parts, { entry, isBegun: true });
    },
    begin: (arrival, turnId = createTurnId()) =>
      createTakenEvent(parts, { entry: { ...toEntry(arrival), turnId }, isBegun: false }),
    async renew() {
      const at = clock.now();
      await journal.renew();
      lease.onRenewed(at);
    },
    takeLeft: () => left.splice(0),
    release: () => release.abort(),
  };
}

function toEntry(arrival: Omit<Arrival, 'ids'>): JournalEntry {
  return { ...arrival, turnId: createTurnId(), shownText: '' };
}
