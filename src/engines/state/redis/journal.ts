import { z } from 'zod';
import { JOURNAL_LEASE_MS } from '../../../core/state-store.ts';
import type { JournalEntry, JournalStore } from '../../../core/state-store.ts';
import type { Face } from '../../../core/turn.ts';
import { parseJournalEntry } from '../stored.ts';
import { toTtl } from './context.ts';
import type { RedisContext } from './context.ts';
import { BEGIN, LIST, PUT, REMOVE, RESTORE, TAKE_OVER } from './journal-scripts.ts';
import { withoutOwner, withOwner } from './owned.ts';

const KEEPER = ':keeper';
/** How long a process that stood still can find out what it lost. */
const LOSS_KNOWN_MS = 60 * 60_000;
/** No entry lives longer than a day. */
const MARK_MS = 25 * 60 * 60_000;

/** A journal, and the end of this process's lease on it. */
export interface RedisJournal extends JournalStore {
  /** Leaves this process's entries to whoever asks for them next. */
  letGo(): Promise<void>;
}

/**
 * What people wait for, oldest first, each a key that expires when the platform no longer lets anybody end it. A process
 * lives while its lease, a key that expires, is there: the clocks of the machines play no part in it.
 */
export function createRedisJournal({ redis, clock }: RedisContext): RedisJournal {
  const me = crypto.randomUUID();
  const [list, lease, lost] = [redis.key('journal'), `${redis.key('lease')}:`, `${redis.key('lost')}:`];
  const toEntryKey = (turnId: string): string => redis.key('entry', turnId);
  /** Which entries this process began or took, so that one without any costs no command. */
  const held = new Set<string>();
  const marking: Marking = { key: redis.key('mark', me), isMarked: false };
  const toValues = (entry: JournalEntry): readonly (string | number)[] => [
    withOwner(entry, JSON.stringify(entry)),
    toTtl(entry.expiresAt - clock.now()),
    me,
    JOURNAL_LEASE_MS,
  ];
  const takeOver = createTakeOver(redis, { me, list, lease, lost, held, marking, toEntryKey });

  return {
    async begin(entry, { ids, ttlMs }) {
      const key = toEntryKey(entry.turnId);
      const keys = [list, key, key + KEEPER, lease + me, marking.key, ...ids.map((id) => redis.key('claim', id))];
      // Before it is written, so that it is never taken for somebody else's.
      held.add(entry.turnId);
      let isBegun = false;
      try {
        const values = [...toValues(entry), toTtl(ttlMs), MARK_MS, toFlag(!marking.isMarked)];
        isBegun = (await redis.run(BEGIN, { keys, values })) === 1;
        marking.isMarked ||= isBegun;
      } finally {
        if (!isBegun) held.delete(entry.turnId);
      }
      return isBegun;
    },
    async put(entry) {
      const key = toEntryKey(entry.turnId);
      const keys = [key, key + KEEPER, lease + me, `${lost}${me}:${entry.turnId}`];
      return (await redis.run(PUT, { keys, values: toValues(entry) })) === 1;
    },
    async remove(turnId) {
      const key = toEntryKey(turnId);
      held.delete(turnId);
      return (await redis.run(REMOVE, { keys: [list, key, key + KEEPER], values: [me] })) === 1;
    },
    async restore(entries) {
      if (!marking.isMarked) return;
      const keys = entries.map(({ turnId }) => toEntryKey(turnId)).flatMap((key) => [key, key + KEEPER]);
      const bodies = entries.flatMap((entry) => toValues(entry).slice(0, 2));
      const values = [me, JOURNAL_LEASE_MS, MARK_MS, ...bodies];
      for (const { turnId } of entries) held.add(turnId);
      await redis.run(RESTORE, { keys: [list, lease + me, marking.key, ...keys], values });
    },
    async renew() {
      if (held.size > 0) await redis.send(['SET', lease + me, 1, 'PX', JOURNAL_LEASE_MS]);
    },
    takeOver,
    async list() {
      return parseEntries(await redis.run(LIST, { keys: [list] }));
    },
    async letGo() {
      if (held.size > 0) await redis.send(['DEL', lease + me]);
    },
  };
}

/** Whether this process has left its mark in the store. */
interface Marking {
  readonly key: string;
  isMarked: boolean;
}

function toFlag(is: boolean): 0 | 1 {
  return is ? 1 : 0;
}

interface Taking {
  readonly me: string;
  readonly list: string;
  /** Before the name of a process. */
  readonly lease: string;
  readonly lost: string;
  readonly held: Set<string>;
  readonly marking: Marking;
  readonly toEntryKey: (turnId: string) => string;
}

function createTakeOver(
  redis: RedisContext['redis'],
  { me, list, lease, lost, held, marking, toEntryKey }: Taking,
): JournalStore['takeOver'] {
  let last: Promise<unknown> = Promise.resolve();
  const takeNow = async (faces: readonly Face[]): Promise<readonly JournalEntry[]> => {
    const known = [...held].map(toEntryKey);
    const marked = [toFlag(!marking.isMarked), MARK_MS];
    const values = [
      me,
      KEEPER,
      lease,
      lost,
      LOSS_KNOWN_MS,
      JOURNAL_LEASE_MS,
      ...marked,
      faces.length,
      ...faces,
      ...known,
    ];
    const entries = parseEntries(await redis.run(TAKE_OVER, { keys: [list, marking.key], values }));
    for (const { turnId } of entries) held.add(turnId);
    marking.isMarked ||= entries.length > 0;
    return entries;
  };
  return (faces) => {
    // One after the other: what one has taken is not known as long as it waits for the reply.
    const taking = last.then(() => takeNow(faces));
    last = taking.catch(() => undefined);
    return taking;
  };
}

function parseEntries(reply: unknown): readonly JournalEntry[] {
  return z
    .array(z.string())
    .parse(reply)
    .map((value) => parseJournalEntry(withoutOwner(value)));
}
