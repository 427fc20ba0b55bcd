import { InputError } from '../errors.ts';
import type { IndexVersion } from '../state-store.ts';
import type { IngestLock } from './ingest-lock.ts';
import type { Chunk } from '../profile/chunk.ts';
import { toCounts } from './ingest-report.ts';
import type { Run } from './ingest-report.ts';
import type { IngestParts } from './ingest-parts.ts';
import type { IngestReport } from './ingest-service.ts';
import { pickVersion, toDifference, toLive } from './plan-ingest.ts';
import { switchVersion } from './switch-version.ts';

interface WayBack {
  readonly target: IndexVersion;
  readonly before: readonly Chunk[];
  readonly after: readonly Chunk[];
}

/** Says what going back would change. */
export async function compareRollback(parts: IngestParts, run: Run): Promise<IngestReport> {
  return toReport(parts, run, { ...(await findWayBack(parts, run)), isDryRun: true });
}

/** Lets readers see the version before again. Its chunks are all there, so nothing is read, written or asked. */
export async function runRollback(parts: IngestParts, run: Run & { readonly lock: IngestLock }): Promise<IngestReport> {
  const way = await findWayBack(parts, run);
  run.onProgress({ step: 'switching', doneCount: 0, totalCount: way.after.length });
  await switchVersion(parts, run.lock, way.target);
  return toReport(parts, run, { ...way, isDryRun: false });
}

async function findWayBack({ index, state }: IngestParts, { signal, onProgress }: Run): Promise<WayBack> {
  const [active, history] = await Promise.all([state.versions.active(index.name), state.versions.history(index.name)]);
  const target = history.find(({ number }) => number < (active?.number ?? 0));
  if (target === undefined)
    throw new InputError('There is no earlier version to go back to. Change the files and ingest them instead.');
  onProgress({ step: 'comparing', doneCount: 0, totalCount: target.chunkIds.length });
  const stored = await index.list({ signal });
  const after = pickVersion(stored, target);
  const lostCount = target.chunkIds.length - after.length;
  if (lostCount > 0)
    throw new InputError(
      `Version ${target.number} cannot come back: ${lostCount} of its chunks are no longer in the index. Ingest the files of that time instead.`,
    );
  return { target, before: toLive({ active, stored }), after };
}

function toReport(
  { index, clock, logger }: IngestParts,
  { startedAt }: Run,
  { target, before, after, isDryRun }: WayBack & { readonly isDryRun: boolean },
): IngestReport {
  const report: IngestReport = {
    isDryRun,
    isRollback: true,
    version: target.number,
    createdAt: target.createdAt,
    ...toDifference(before, after),
    writtenCount: 0,
    warnings: [],
    faults: [],
    durationMs: clock.now() - startedAt,
  };
  if (!isDryRun)
    logger.info({ event: 'ingest.rolled_back', index: index.name, ...toCounts(report) }, 'an earlier version is live');
  return report;
}
