import { createHash } from 'node:crypto';
import type { ClaimStore } from '../../../core/state-store.ts';
import { setBounded } from '../../../support/bounded-map.ts';
import type { FallbackContext, Members } from './context.ts';

/** Claims that are made alone, and made known to the others when they can be. */
export interface FallbackClaims extends ClaimStore {
  /** Notes what was claimed in the shared store, so that this machine remembers it when that is away. Never rejects. */
  note(ids: readonly string[], ttlMs: number): Promise<void>;
  /** Whether this process may take all of these, now that the shared store is away. */
  mayTake(ids: readonly string[]): boolean;
  /** Notes what was claimed here alone. */
  noteAlone(ids: readonly string[], ttlMs: number): void;
}

/** Events that every process is told of: a message on Discord or a command. Slack tells one of them. */
const TOLD_TO_ALL = /^discord:\d+$/;
/** So many claims are remembered: some hours of a busy twin. */
const MAX_KNOWN = 20_000;

/**
 * While the shared store is away, people are answered all the same: silence for as long as that lasts does more harm than
 * a rare second answer. What only one process is told of is claimed in the local store, which also knows what the
 * processes of this machine that share it claimed before; of what all are told of, each takes the share that falls to it by
 * the event's id, so that one of them answers. What was claimed alone becomes known to the others when the shared store is back.
 */
export function createFallbackClaims({ shared, local, availability, members }: FallbackContext): FallbackClaims {
  /** The end of each claim by its id, the newest last. */
  const known = new Map<string, number>();
  const alone = new Map<string, number>();
  const isKnown = (id: string): boolean => (known.get(id) ?? 0) > performance.now();
  const note = async (ids: readonly string[], ttlMs: number): Promise<void> => {
    for (const id of ids) {
      setBounded(known, id, performance.now() + ttlMs, MAX_KNOWN);
      // A state file that fails costs no answer: it is only looked into during an outage.
      await local.claims.claim(id, { ttlMs }).catch(() => undefined);
    }
  };
  const claimAnew = async (id: string, endsAt: number): Promise<boolean> => {
    const ttlMs = endsAt - performance.now();
    return ttlMs > 0 && (await shared.claims.claim(id, { ttlMs }));
  };

  availability.onReturn(async () => {
    // The newest first: as soon as one is found to be there, the store has lost nothing.
    for (const [id, endsAt] of [...known].toReversed()) {
      if (endsAt > performance.now() && !(await claimAnew(id, endsAt))) break;
    }
    for (const [id, endsAt] of alone) {
      await claimAnew(id, endsAt);
      alone.delete(id);
      setBounded(known, id, endsAt, MAX_KNOWN);
    }
  });

  const claims: FallbackClaims = {
    note,
    noteAlone: (ids, ttlMs) => {
      for (const id of ids) setBounded(alone, id, performance.now() + ttlMs, MAX_KNOWN);
    },
    mayTake: (ids) => ids.every((id) => !isKnown(id) && (!TOLD_TO_ALL.test(id) || isOwnShare(id, members))),
    claim: (id, { ttlMs }) =>
      availability.attempt(
        async () => {
          const isFirst = await shared.claims.claim(id, { ttlMs });
          await note([id], ttlMs);
          return isFirst;
        },
        async () => {
          if (!claims.mayTake([id]) || !(await local.claims.claim(id, { ttlMs }))) return false;
          claims.noteAlone([id], ttlMs);
          return true;
        },
      ),
  };
  return claims;
}

/** Each process gives every member a number for the event; all find the same one to be the greatest. */
function isOwnShare(id: string, { self, all }: Members): boolean {
  const weigh = (member: string): string => createHash('sha256').update(`${member} ${id}`).digest('hex');
  const own = weigh(self);
  return all().every((member) => member === self || weigh(member) < own);
}
