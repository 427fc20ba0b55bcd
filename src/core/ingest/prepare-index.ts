import { IngestRunningError, toLockLostError, withIngestLock } from './ingest-lock.ts';
import { DEFAULT_INGEST_TIMING } from './ingest-parts.ts';
import type { IngestParts } from './ingest-parts.ts';
import type { IngestServiceOptions } from './create-ingest-service.ts';
import type { IngestReport, IngestService } from './ingest-service.ts';
import type { IndexVersion } from '../state-store.ts';
import type { Chunk, Persona } from '../profile/chunk.ts';
import { toHosts } from '../profile/hosts.ts';
import { loadProfile } from '../profile/load-profile.ts';
import { UNNAMED_PERSONA } from '../profile/persona.ts';
import { verifyChunks } from './write-chunks.ts';

const POLL_MS = 1000;

/** How to prepare an index at start. */
export interface PrepareOptions extends IngestServiceOptions {
  readonly ingest: IngestService;
  readonly signal: AbortSignal;
}

/**
 * Makes the index ready to be asked, at start. The embedded index is brought up to date with `DATA_DIR`. A hosted one is
 * filled when it is empty; otherwise it is left alone, and what it holds becomes the first version if none is recorded.
 * When another process is at it already, waits for that one.
 *
 * @throws {InputError} no file could be read, and nothing is known from before
 * @throws {UpstreamError} the index failed
 */
export async function prepareIndex({ ingest, signal, timing, ...rest }: PrepareOptions): Promise<void> {
  const parts: IngestParts = { ...rest, timing: { ...DEFAULT_INGEST_TIMING, ...timing } };
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
    await fill(ingest, signal);
    return;
  }
  const active = await state.versions.active(index.name);
  if (holdsAny(stored, active)) {
    logger.info({ event: 'ingest.skipped', index: index.name, version: active?.number, chunkCount: stored.length });
    return;
  }
  // Another process may have written it a moment ago.
  await verifyChunks(parts, stored, { signal, onProgress: () => {} });
  await adopt(parts, await index.list({ signal }), { active, signal });
}

/** An ingest that fails is no reason not to start while an earlier version can answer. */
async function catchUp(
  { index, state, logger }: IngestParts,
  ingest: IngestService,
  signal: AbortSignal,
): Promise<void> {
  try {
    await fill(ingest, signal);
  } catch (error) {
    signal.throwIfAborted();
    const active = await state.versions.active(index.name);
    if (active === undefined || error instanceof IngestRunningError) throw error;
    logger.error({ event: 'ingest.failed', version: active.number, err: error }, 'the version before stays live');
  }
}

function fill(ingest: IngestService, signal: AbortSignal): Promise<IngestReport> {
  return ingest.ingest({ isDryRun: false, signal });
}

/** A version none of whose chunks is in the index was recorded for another index. */
function holdsAny(stored: readonly Chunk[], active: IndexVersion | undefined): boolean {
  const storedIds = new Set(stored.map(({ id }) => id));
  return active?.chunkIds.some((id) => storedIds.has(id)) ?? false;
}

/** Records what another process has put into the index as the version that readers see; writes nothing to the index. */
async function adopt(
  parts: IngestParts,
  stored: readonly Chunk[],
  { active, signal }: { readonly active: IndexVersion | undefined; readonly signal: AbortSignal },
): Promise<void> {
  const { index, state, clock, logger } = parts;
  await withIngestLock(parts, signal, async (lock) => {
    const version: IndexVersion = {
      number: (active?.number ?? 0) + 1,
      createdAt: clock.now(),
      chunkIds: stored.map(({ id }) => id),
      persona: await findPersona(parts, signal),
      hosts: toHosts(stored),
      thresholds: {},
    };
    if (!(await state.versions.activate(index.name, version, lock))) throw toLockLostError();
    logger.info({ event: 'ingest.adopted', index: index.name, version: version.number, chunkCount: stored.length });
  });
}

/** The files may be elsewhere when the index is a hosted one. */
async function findPersona({ dataDir }: IngestParts, signal: AbortSignal): Promise<Persona> {
  try {
    return (await loadProfile({ dataDir, signal })).persona;
  } catch {
    signal.throwIfAborted();
    return UNNAMED_PERSONA;
  }
}
