import type { IndexVersion, LockToken } from '../state-store.ts';
import type { ChunkId } from '../profile/chunk.ts';
import { toLockLostError } from './ingest-lock.ts';
import type { IngestParts } from './ingest-parts.ts';
import type { StepOptions } from './write-chunks.ts';

/**
 * Lets readers see a new version, in one step.
 *
 * @throws {InputError} the lock was lost; the version before stays
 */
export async function switchVersion(
  { index, state, clock }: IngestParts,
  lock: LockToken,
  version: Omit<IndexVersion, 'createdAt'>,
): Promise<void> {
  const isActive = await state.versions.activate(index.name, { ...version, createdAt: clock.now() }, lock);
  if (!isActive) throw toLockLostError();
}

/**
 * Deletes chunks that no version names any more, after a grace for questions that began before the switch. The new
 * version is live already, so a failure is logged and left to the next ingest.
 */
export async function cleanChunks(
  { index, state, clock, logger, timing }: IngestParts,
  { lock, ids }: { readonly lock: LockToken; readonly ids: readonly ChunkId[] },
  { signal, onProgress }: StepOptions,
): Promise<void> {
  if (ids.length === 0) return;
  try {
    onProgress({ step: 'cleaning', doneCount: 0, totalCount: ids.length });
    await clock.sleep(timing.graceMs, signal);
    // Whoever took over may have made these chunks live again.
    if (!(await state.locks.renew(lock, { ttlMs: timing.lockTtlMs }))) throw toLockLostError();
    await index.delete(ids, { signal });
    onProgress({ step: 'cleaning', doneCount: ids.length, totalCount: ids.length });
  } catch (error) {
    logger.warn(
      { event: 'ingest.cleaning_failed', chunkCount: ids.length, err: error },
      'old chunks stay until the next ingest',
    );
  }
}
