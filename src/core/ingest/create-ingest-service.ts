import { InputError } from '../errors.ts';
import type { Clock, Logger, VectorIndex } from '../ports.ts';
import type { LockToken, StateStore } from '../state-store.ts';
import { IngestRunningError, withIngestLock } from './ingest-lock.ts';
import { DEFAULT_INGEST_TIMING } from './ingest-parts.ts';
import type { IngestParts, IngestTiming } from './ingest-parts.ts';
import type { IngestReport, IngestService, SourceFault } from './ingest-service.ts';
import { planIngest } from './plan-ingest.ts';
import type { IngestPlan, KnownIndex } from './plan-ingest.ts';
import { readProfile } from './read-profile.ts';
import { cleanChunks, switchVersion } from './switch-version.ts';
import { verifyChunks, writeChunks } from './write-chunks.ts';
import type { StepOptions } from './write-chunks.ts';

/** What the ingest service is built from. */
export interface IngestServiceOptions {
  readonly dataDir: string;
  readonly index: VectorIndex;
  readonly state: Pick<StateStore, 'locks' | 'versions'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly timing?: Partial<IngestTiming>;
}

/**
 * Builds the service. New chunks are written beside the live ones, under ids of their own; readers change over in the
 * one step that records the new version; only then is the old deleted. A stop at any point leaves one whole version.
 */
export function createIngestService({ timing, ...rest }: IngestServiceOptions): IngestService {
  const parts: IngestParts = { ...rest, timing: { ...DEFAULT_INGEST_TIMING, ...timing } };
  let runningSince: number | undefined;
  return {
    async ingest({ isDryRun, signal, onProgress = () => {} }) {
      const startedAt = parts.clock.now();
      const run = { startedAt, signal, onProgress };
      if (isDryRun) return toReport(parts, run, await compare(parts, run), { isDryRun });
      if (runningSince !== undefined) throw toRunningError(startedAt - runningSince);
      runningSince = startedAt;
      try {
        return await withIngestLock(parts, signal, (lock, held) => ingestLocked(parts, { ...run, signal: held }, lock));
      } finally {
        runningSince = undefined;
      }
    },
  };
}

interface Run extends StepOptions {
  /** Epoch ms. */
  readonly startedAt: number;
}

interface Comparison {
  readonly known: KnownIndex;
  readonly plan: IngestPlan;
  readonly faults: readonly SourceFault[];
}

async function ingestLocked(parts: IngestParts, run: Run, lock: LockToken): Promise<IngestReport> {
  const comparison = await compare(parts, run);
  const { known, plan } = comparison;
  if (plan.toWrite.length > 0) {
    await writeChunks(parts, plan.toWrite, run);
    await verifyChunks(parts, plan.toWrite, run);
  }
  const number = (known.active?.number ?? 0) + (plan.isSwitchNeeded ? 1 : 0);
  if (plan.isSwitchNeeded) {
    run.onProgress({ step: 'switching', doneCount: 0, totalCount: plan.next.length });
    const { next, persona, hosts } = plan;
    await switchVersion(parts, lock, { number, chunkIds: next.map(({ id }) => id), persona, hosts, thresholds: {} });
  }
  await cleanChunks(parts, { lock, ids: plan.toDelete }, run);
  return toReport(parts, run, comparison, { isDryRun: false, number });
}

async function compare({ index, state, dataDir }: IngestParts, { signal, onProgress }: Run): Promise<Comparison> {
  onProgress({ step: 'reading', doneCount: 0, totalCount: 0 });
  const active = await state.versions.active(index.name);
  const profile = await readProfile({ dataDir, previousPersona: active?.persona, signal });
  onProgress({ step: 'comparing', doneCount: 0, totalCount: profile.chunks.length });
  const known = { active, stored: await index.list({ signal }) };
  const plan = planIngest(profile, known);
  if (plan.next.length === 0) throw new InputError('The files in the data folder are empty. Write something into one.');
  return { known, plan, faults: profile.faults };
}

function toReport(
  { index, clock, logger }: IngestParts,
  { startedAt }: Run,
  { known, plan, faults }: Comparison,
  { isDryRun, number = known.active?.number ?? 0 }: { readonly isDryRun: boolean; readonly number?: number },
): IngestReport {
  const { added, changed, removed, unchangedCount } = plan;
  const durationMs = clock.now() - startedAt;
  for (const { path, reason } of faults)
    logger.warn({ event: 'ingest.source_refused', path, reason }, 'a file is refused');
  logger.info(
    {
      event: isDryRun ? 'ingest.compared' : 'ingest.completed',
      index: index.name,
      version: number,
      added: added.length,
      changed: changed.length,
      removed: removed.length,
      unchanged: unchangedCount,
      refused: faults.length,
      durationMs,
    },
    isDryRun ? 'compared the files with the index' : 'the index is up to date',
  );
  return { isDryRun, version: number, added, changed, removed, unchangedCount, faults, durationMs };
}

function toRunningError(forMs: number): InputError {
  return new IngestRunningError(
    `Another ingest has been running for ${Math.round(forMs / 1000)} s. Try again when it has ended.`,
  );
}
