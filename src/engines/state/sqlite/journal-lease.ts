import { z } from 'zod';
import { JOURNAL_LEASE_MS } from '../../../core/state-store.ts';
import type { SqliteContext } from './context.ts';
import { createOwnProcess, isGone } from './own-process.ts';

/** This owner's hold on its journal entries. */
export interface JournalLease {
  readonly owner: string;
  /** Holds them for {@link JOURNAL_LEASE_MS} from now. */
  extend(): void;
  /** Leaves them to whoever asks next. */
  end(): void;
  /** Every owner that lives, this one first. */
  living(): readonly string[];
}

const ownerRow = z.object({ id: z.string(), place: z.string(), pid: z.number() });

/**
 * An owner is gone when its lease has ended or, sooner, when its process no longer runs on this machine. A process id that
 * another program has now only means that the lease decides.
 */
export function createJournalLease({ connection, clock }: Omit<SqliteContext, 'sweep'>): JournalLease {
  const { id: owner, place, pid } = createOwnProcess();
  return {
    owner,
    extend() {
      connection.run(
        `INSERT INTO owners (id, place, pid, expires_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET expires_at = excluded.expires_at`,
        owner,
        place,
        pid,
        clock.now() + JOURNAL_LEASE_MS,
      );
    },
    end() {
      connection.run('DELETE FROM owners WHERE id = ?', owner);
    },
    living() {
      const sql = 'SELECT id, place, pid FROM owners WHERE id <> ? AND expires_at > ?';
      const others = connection.all(ownerRow, sql, owner, clock.now()).filter((one) => !isGone(one));
      return [owner, ...others.map(({ id }) => id)];
    },
  };
}
