import { IngestRunningError } from './ingest-lock.ts';
import { toIngestParts } from './ingest-parts.ts';
import type { IngestParts, IngestServiceOptions } from './ingest-parts.ts';
import type { IngestProgress, IngestReport, IngestService } from './ingest-service.ts';
import type { IndexVersion } from '../state-store.ts';
import type { Chunk } from '../profile/chunk.ts';
import { adoptIndex } from './adopt-index.ts';
import { isHeldBack } from './compare-files.ts';
import { awaitChunks } from './verify-chunks.ts';

const POLL_MS = 1000;
/** Between two lines about a long first ingest. */
const PROGRESS_MS = 3000;

/** How to prepare an index at start. */
export interface PrepareOptions extends IngestServiceOptions {
  readonly ingest: IngestService;
  readonly signal: AbortSignal;
}

/**
 * Makes the index ready to be asked, at start. The embedded index is brought up to date with `DATA_DIR`, unless somebody
 * went back to an earlier version. A hosted one is filled when it is empty; otherwise it is left alone, and what it holds
 * becomes the first version if none is recorded.
 * When another process is at it already, waits for that one.
 *
 * @throws {InputError} no file could be read, and nothing is known from before
 * @throws {UpstreamError} the index failed
 */
export async function prepareIndex({ ingest, signal, ...rest }: PrepareOptions): Promise<void> {
  const parts = toIngestParts(rest);
  for (;;) {
    try {
      return await prepareOnce(parts, ingest, signal);
    } catch (error) {
      if (!(error instanceof IngestRunningError)) throw error;
    }
    parts.logger.info({ event: 'ingest.awaited' }, 'another process is ingesting; waiting for it');
    await parts.clock.sleep(POLL_MS, signal);
  }
}

async function prepareOnce(parts: IngestParts, ingest: IngestService, signal: AbortSignal): Promise<void> {
  const { index, state, logger } = parts;
  if (index.name === 'local') return catchUp(parts, ingest, signal);
  const stored = await index.list({ signal });
  if (stored.length === 0) {
    await fill(parts, ingest, signal);
    return;
  }
  const active = await state.versions.active(index.name);
  if (holdsAny(stored, active)) {
    logger.info({ event: 'ingest.skipped', index: index.name, version: active?.number, chunkCount: stored.length });
    return;
  }
  // Another process may have written it a moment ago.
  await awaitChunks(parts, stored, { signal, onProgress: () => {} });
  await adoptIndex(parts, await index.list({ signal }), signal);
}

/** An ingest that fails is no reason not to start while an earlier version can answer. */
async function catchUp(parts: IngestParts, ingest: IngestService, signal: AbortSignal): Promise<void> {
  const { index, state, logger } = parts;
  const active = await state.versions.active(index.name);
  if (isHeldBack(active, await state.versions.history(index.name))) {
    const how = 'an earlier version is live, since somebody went back; npm run ingest or /reingest goes forward';
    logger.warn({ event: 'ingest.held_back', index: index.name, version: active?.number }, how);
    return;
  }
  try {
    await fill(parts, ingest, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (active === undefined || error instanceof IngestRunningError) throw error;
    logger.error({ event: 'ingest.failed', version: active.number, err: error }, 'the version before stays live');
  }
}

function fill(parts: IngestParts, ingest: IngestService, signal: AbortSignal): Promise<IngestReport> {
  return ingest.ingest({ isDryRun: false, signal, onProgress: createProgressLog(parts) });
}

/** A line every few seconds, so that a long first ingest does not look like a process that hangs. */
function createProgressLog({ clock, logger, index }: IngestParts): (progress: IngestProgress) => void {
  let loggedAt = clock.now();
  return (progress) => {
    if (clock.now() - loggedAt < PROGRESS_MS) return;
    loggedAt = clock.now();
    logger.info({ event: 'ingest.progressed', index: index.name, ...progress }, 'still ingesting');
  };
}

/** A version none of whose chunks is in the index was recorded for another index. */
function holdsAny(stored: readonly Chunk[], active: IndexVersion | undefined): boolean {
  const storedIds = new Set(stored.map(({ id }) => id));
  return active?.chunkIds.some((id) => storedIds.has(id)) ?? false;
}
