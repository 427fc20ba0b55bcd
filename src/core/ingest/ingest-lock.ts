import { InputError } from '../errors.ts';
import type { LockToken } from '../state-store.ts';
import type { IngestParts } from './ingest-parts.ts';
import { createDeadline } from '../../support/deadline.ts';

const LOCK_NAME = 'ingest';

/**
 * Runs work while nobody else ingests. The lock is renewed as long as the work runs; when it is lost all the same, the
 * work is aborted.
 *
 * @throws {InputError} somebody else holds the lock, or took it over
 */
export async function withIngestLock<T>(
  parts: IngestParts,
  signal: AbortSignal,
  work: (lock: LockToken, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { locks } = parts.state;
  const lock = await locks.acquire(LOCK_NAME, { ttlMs: parts.timing.lockTtlMs });
  if (lock === undefined) throw new IngestRunningError('Another ingest is running. Try again when it has ended.');
  const lost = new AbortController();
  const done = new AbortController();
  const keeping = keepLock(parts, lock, { lost, done: done.signal });
  using held = createDeadline(undefined, signal, lost.signal);
  try {
    return await work(lock, held.signal);
  } finally {
    done.abort();
    await keeping;
    await locks.release(lock).catch((error: unknown) => {
      parts.logger.warn(
        { event: 'ingest.lock_kept', err: error },
        'the ingest lock is not released; it ends by itself',
      );
    });
  }
}

/** Somebody else ingests at this moment. */
export class IngestRunningError extends InputError {}

/** The lock was taken over, since this ingest stood still for too long. */
export function toLockLostError(): InputError {
  return new InputError('Another ingest took over while this one stood still, so nothing was switched. Run it again.');
}

async function keepLock(
  { state, clock, timing }: IngestParts,
  lock: LockToken,
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
    const isHeld = await state.locks.renew(lock, { ttlMs }).catch(() => true);
    if (!isHeld) return lost.abort(toLockLostError());
  }
}
