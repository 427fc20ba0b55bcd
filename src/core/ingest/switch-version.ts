import type { IndexVersion } from '../state-store.ts';
import type { Chunk, ChunkId } from '../profile/chunk.ts';
import { toLockLostError } from './ingest-lock.ts';
import type { IngestLock } from './ingest-lock.ts';
import type { IngestParts } from './ingest-parts.ts';
import type { StepOptions } from './write-chunks.ts';

/**
 * Lets readers see another version, in one step, and forgets the answers that were given from the one before.
 *
 * @throws {InputError} the lock was lost; the version before stays
 */
export async function switchVersion(
  { index, state, logger }: IngestParts,
  lock: IngestLock,
  version: IndexVersion,
): Promise<void> {
  const isHeld = await lock.hold();
  if (!isHeld || !(await state.versions.activate(index.name, version, lock.token))) throw toLockLostError();
  await state.answers.clear().catch((error: unknown) => {
    // Each of them is kept under the version that it was given from, so none is given again.
    logger.warn({ event: 'answers.uncleared', err: error }, 'answers from the version before stay until they expire');
  });
}

/**
 * Deletes the chunks that no kept version names, after a grace for questions that began before a switch. What readers see
 * is whole without this, so a failure is logged and left to the next ingest.
 */
export async function cleanChunks(
  parts: IngestParts,
  { lock, stored }: { readonly lock: IngestLock; readonly stored: readonly Chunk[] },
  { signal, onProgress }: StepOptions,
): Promise<void> {
  try {
    const kept = new Set((await parts.state.versions.history(parts.index.name)).flatMap(({ chunkIds }) => chunkIds));
    const ids = stored.map(({ id }) => id).filter((id) => !kept.has(id));
    if (ids.length === 0) return;
    onProgress({ step: 'cleaning', doneCount: 0, totalCount: ids.length });
    await parts.clock.sleep(parts.timing.graceMs, signal);
    await deleteHeld(parts, { lock, ids }, signal);
    onProgress({ step: 'cleaning', doneCount: ids.length, totalCount: ids.length });
  } catch (error) {
    parts.logger.warn({ event: 'ingest.cleaning_failed', err: error }, 'old chunks stay until the next ingest');
  }
}

/** Deletes what was written for a version that did not come to be. What stays is left to the next ingest. */
export async function discardChunks(
  parts: IngestParts,
  { lock, written }: { readonly lock: IngestLock; readonly written: readonly Chunk[] },
  signal: AbortSignal,
): Promise<void> {
  if (written.length === 0) return;
  const ids = written.map(({ id }) => id);
  await deleteHeld(parts, { lock, ids }, signal).catch((error: unknown) => {
    parts.logger.warn({ event: 'ingest.cleaning_failed', err: error }, 'refused chunks stay until the next ingest');
  });
}

/** Whoever took the lock over may have made these chunks live again. */
async function deleteHeld(
  { index }: IngestParts,
  { lock, ids }: { readonly lock: IngestLock; readonly ids: readonly ChunkId[] },
  signal: AbortSignal,
): Promise<void> {
  if (!(await lock.hold())) throw toLockLostError();
  await index.delete(ids, { signal });
}
