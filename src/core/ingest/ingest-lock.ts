import { InputError } from '../errors.ts';
import type { LockToken } from '../state-store.ts';
import type { IngestParts } from './ingest-parts.ts';
import { createDeadline } from '../../support/deadline.ts';

const LOCK_NAME = 'ingest';

/** The right to ingest, held by this process. */
export interface IngestLock {
  readonly token: LockToken;
  /** Makes sure of it for another while; `false` when somebody else has had it meanwhile. */
  hold(): Promise<boolean>;
}

/**
 * Runs work while nobody else ingests. The lock is renewed as long as the work runs; when somebody else has had it all the
 * same, the work is aborted.
 *
 * @throws {InputError} somebody else holds the lock, or took it over
 */
export async function withIngestLock<T>(
  parts: IngestParts,
  signal: AbortSignal,
  work: (lock: IngestLock, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { locks } = parts.state;
  const token = await locks.acquire(LOCK_NAME, { ttlMs: parts.timing.lockTtlMs });
  if (token === undefined) throw new IngestRunningError('Another ingest is running. Try again when it has ended.');
  const lock = createIngestLock(parts, token);
  const lost = new AbortController();
  const done = new AbortController();
  const keeping = keepLock(parts, lock, { lost, done: done.signal });
  using held = createDeadline(undefined, signal, lost.signal);
  try {
    return await work(lock, held.signal);
  } finally {
    done.abort();
    await keeping;
    await locks.release(lock.token).catch((error: unknown) => {
      parts.logger.warn(
        { event: 'ingest.lock_kept', err: error },
        'the ingest lock is not released; it ends by itself',
      );
    });
  }
}

/**
 * A process that was too busy to renew its lock in time may take it again: the next number says that nobody had it in
 * between.
 */
function createIngestLock({ state: { locks }, timing }: IngestParts, first: LockToken): IngestLock {
  const ttlMs = timing.lockTtlMs;
  let token = first;
  let holding: Promise<boolean> | undefined;
  const hold = async (): Promise<boolean> => {
    if (await locks.renew(token, { ttlMs })) return true;
    const next = await locks.acquire(LOCK_NAME, { ttlMs });
    if (next === undefined) return false;
    if (next.fence === token.fence + 1) {
      token = next;
      return true;
    }
    await locks.release(next);
    return false;
  };
  return {
    get token() {
      return token;
    },
    // One at a time: two would take it from each other.
    hold: () => (holding ??= hold().finally(() => (holding = undefined))),
  };
}

/** Somebody else ingests at this moment. */
export class IngestRunningError extends InputError {}

/** The lock was taken over, since this ingest stood still for too long. */
export function toLockLostError(): InputError {
  return new InputError('Another ingest took over while this one stood still, so nothing was switched. Run it again.');
}

async function keepLock(
  { clock, timing }: IngestParts,
  lock: IngestLock,
  { lost, done }: { readonly lost: AbortController; readonly done: AbortSignal },
): Promise<void> {
  const ttlMs = timing.lockTtlMs;
  while (!done.aborted) {
    const isAwake = await clock.sleep(ttlMs / 3, done).then(
      () => true,
      () => false,
    );
    if (!isAwake) return;
    // A store that is away for a moment is no reason to stop: the switch is refused anyway when the lock is gone.
    const isHeld = await lock.hold().catch(() => true);
    if (!isHeld) return lost.abort(toLockLostError());
  }
}
