import { createHash } from 'node:crypto';
import type { ClaimStore } from '../../../core/state-store.ts';
import type { FallbackContext, Members } from './context.ts';
import { createKnownClaims, toTaken } from './known-claims.ts';

/** Claims that are made alone, and made known to the others when they can be. */
export interface FallbackClaims extends ClaimStore {
  /**
   * Notes what was claimed in the shared store: by this process, `isOwn`, so that its machine remembers it when that is away,
   * or by another. Gives whether this process has it: another one of its machine may have claimed it alone, in an outage that this one
   * has not met, or the shared store has lost it. Never rejects.
   */
  note(ids: readonly string[], ttlMs: number, isOwn: boolean): Promise<boolean>;
  /** Whether the shared store surely knows what was claimed before and during the last outage. */
  isSettled(): boolean;
  /** Claims these in the local store: until the shared one is settled, only that knows what others on this machine have. */
  claimHere(ids: readonly string[], ttlMs: number): Promise<boolean>;
  /** Whether this process may take all of these, now that the shared store is away. */
  mayTake(ids: readonly string[]): boolean;
  /** Notes what was claimed here alone. */
  noteAlone(ids: readonly string[], ttlMs: number): void;
}

/** Events that every process is told of: a message on Discord or a command. Slack tells one of them. */
const TOLD_TO_ALL = /^discord:\d+$/;

/**
 * While the shared store is away, people are answered all the same: silence for as long as that lasts does more harm than
 * a rare second answer. What only one process is told of is claimed in the local store, which also knows what the
 * processes of this machine that share it claimed before; of what all are told of, each takes the share that falls to it by
 * the event's id, so that one of them answers. What was claimed alone becomes known to the others when the shared store is back.
 */
export function createFallbackClaims(context: FallbackContext): FallbackClaims {
  const { shared, local, availability, members } = context;
  const known = createKnownClaims(context);

  const claims: FallbackClaims = {
    async note(ids, ttlMs, isOwn) {
      if (isOwn) return known.noteOwn(ids, ttlMs);
      await known.note(ids, ttlMs);
      return false;
    },
    noteAlone: (ids, ttlMs) => known.noteAlone(ids, ttlMs),
    isSettled: () => known.isSettled(),
    async claimHere(ids, ttlMs) {
      const taken = await Promise.all(ids.map((id) => local.claims.claim(id, { ttlMs })));
      return taken.every(Boolean);
    },
    mayTake: (ids) => ids.every((id) => !known.has(id) && (!TOLD_TO_ALL.test(id) || isOwnShare(id, members))),
    async claim(id, { ttlMs }) {
      let isClaimedHere = false;
      return availability.attempt(
        async () => {
          if (!known.isSettled()) {
            isClaimedHere = await claims.claimHere([id], ttlMs);
            if (!isClaimedHere) return false;
          }
          const isFirst = await shared.claims.claim(id, { ttlMs });
          return claims.note([id], ttlMs, isFirst);
        },
        async () => {
          if (!isClaimedHere && !claims.mayTake([id])) return false;
          known.noteAlone([id], ttlMs);
          if (!isClaimedHere && !(await local.claims.claim(id, { ttlMs }))) return false;
          return local.claims.claim(toTaken(id), { ttlMs });
        },
      );
    },
  };
  return claims;
}

/** Each process gives every member a number for the event; all find the same one to be the greatest. */
function isOwnShare(id: string, { self, all }: Members): boolean {
  const weigh = (member: string): string => createHash('sha256').update(`${member} ${id}`).digest('hex');
  const own = weigh(self);
  return all().every((member) => member === self || weigh(member) < own);
}
