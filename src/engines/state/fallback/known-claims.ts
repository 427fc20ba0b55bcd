import { setBounded } from '../../../support/bounded-map.ts';
import type { FallbackContext } from './context.ts';

/** What this process knows to be claimed, and tells a shared store that does not know it. */
export interface KnownClaims {
  /** Whether it was claimed in the shared store, as far as this process knows. */
  has(id: string): boolean;
  /** Notes what somebody has claimed in the shared store. Never rejects. */
  note(ids: readonly string[], ttlMs: number): Promise<void>;
  /**
   * Notes what this process has just claimed in the shared store, so that this machine remembers it when that is away. Gives
   * whether nobody on this machine had noted any of it. Never rejects.
   */
  noteOwn(ids: readonly string[], ttlMs: number): Promise<boolean>;
  /** Notes what was claimed here alone. */
  noteAlone(ids: readonly string[], ttlMs: number): void;
  /** Whether the shared store surely knows what every process knew before the last outage. */
  isSettled(): boolean;
}

/** Beside the claim of this machine: says that one of its processes has the event, and does not only ask the shared store for it. */
export function toTaken(id: string): string {
  return `taken:${id}`;
}

/** So many claims are remembered: some hours of a busy twin. */
const MAX_KNOWN = 20_000;
/** So many are told to the shared store at once. */
const BATCH_SIZE = 100;
/** Longer than any process runs without an event, and than events are remembered. */
const MARK_MS = 30 * 24 * 60 * 60_000;
/** A store that has lost everything knows again by then what each process knew. */
const SETTLED_AFTER_MS = 5000;

/** Starts without any. */
export function createKnownClaims({ shared, local, availability, members }: FallbackContext): KnownClaims {
  /** The end of each claim by its id, the newest last. */
  const known = new Map<string, number>();
  const alone = new Map<string, number>();
  /** A claim that nobody else knows of: a store in which it is gone has lost everything. */
  const mark = `mark:${members.self}`;
  let isMarked = false;
  let hasLost = false;
  let returnedAt = -Infinity;

  const claim = async (id: string, endsAt: number): Promise<unknown> => {
    const ttlMs = endsAt - performance.now();
    return ttlMs > 0 && shared.claims.claim(id, { ttlMs });
  };
  const restore = async (claimed: readonly (readonly [string, number])[]): Promise<void> => {
    for (let at = 0; at < claimed.length; at += BATCH_SIZE) {
      await Promise.all(claimed.slice(at, at + BATCH_SIZE).map(([id, endsAt]) => claim(id, endsAt)));
    }
  };

  availability.onReturn(async () => {
    returnedAt = performance.now();
    hasLost ||= isMarked && (await shared.claims.claim(mark, { ttlMs: MARK_MS }));
    if (hasLost) await restore([...known].toReversed());
    hasLost = false;
    const made = [...alone];
    await restore(made);
    for (const [id, endsAt] of made) {
      alone.delete(id);
      setBounded(known, id, endsAt, MAX_KNOWN);
    }
  });

  const note = async (ids: readonly string[], ttlMs: number): Promise<void> => {
    if (!isMarked) {
      isMarked = true;
      await shared.claims.claim(mark, { ttlMs: MARK_MS }).catch(() => (isMarked = false));
    }
    for (const id of ids) setBounded(known, id, performance.now() + ttlMs, MAX_KNOWN);
  };

  return {
    note,
    has: (id) => (known.get(id) ?? 0) > performance.now(),
    async noteOwn(ids, ttlMs) {
      await note(ids, ttlMs);
      // A state file that fails costs no answer: it matters during an outage, and just after.
      const claim = (id: string): Promise<boolean> => local.claims.claim(id, { ttlMs }).catch(() => true);
      await Promise.all(ids.map(claim));
      return (await Promise.all(ids.map((id) => claim(toTaken(id))))).every(Boolean);
    },
    noteAlone(ids, ttlMs) {
      for (const id of ids) setBounded(alone, id, performance.now() + ttlMs, MAX_KNOWN);
    },
    isSettled: () => performance.now() > returnedAt + SETTLED_AFTER_MS,
  };
}
