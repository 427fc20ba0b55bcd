import type { IndexVersion } from '../state-store.ts';
import type { Comparison } from './compare-files.ts';
import type { IngestParts } from './ingest-parts.ts';
import type { IngestReport } from './ingest-service.ts';
import type { StepOptions } from './write-chunks.ts';

/** One run, from its start. */
export interface Run extends StepOptions {
  /** Epoch ms. */
  readonly startedAt: number;
}

/** What came of a comparison. */
export interface Ingested extends Comparison {
  readonly isDryRun: boolean;
  /** The version that readers see now. */
  readonly live: IndexVersion | undefined;
  readonly warnings: readonly string[];
}

/** Logs what an ingest did or would do, and gives it. */
export function toIngestReport(
  { index, clock, logger }: IngestParts,
  { startedAt }: Run,
  { plan, faults, live, warnings, isDryRun }: Ingested,
): IngestReport {
  const { added, changed, removed, unchangedCount, toWrite } = plan;
  const report: IngestReport = {
    isDryRun,
    isRollback: false,
    version: live?.number ?? 0,
    createdAt: live?.createdAt ?? 0,
    added,
    changed,
    removed,
    unchangedCount,
    writtenCount: toWrite.length,
    warnings,
    faults,
    durationMs: clock.now() - startedAt,
  };
  for (const { path, reason } of faults)
    logger.warn({ event: 'ingest.source_refused', path, reason }, 'a file is refused');
  if (warnings.length > 0)
    logger.warn(
      { event: 'ingest.doubted', problemCount: warnings.length },
      'a check found problems; npm run eval and npm run ingest list them',
    );
  const said = isDryRun ? 'compared the files with the index' : 'the index is up to date';
  logger.info(
    { event: isDryRun ? 'ingest.compared' : 'ingest.completed', index: index.name, ...toCounts(report) },
    said,
  );
  return report;
}

/** A report in numbers, for the log. */
export function toCounts(report: IngestReport): Readonly<Record<string, number>> {
  const { version, added, changed, removed, unchangedCount, writtenCount, warnings, faults, durationMs } = report;
  return {
    version,
    added: added.length,
    changed: changed.length,
    removed: removed.length,
    unchanged: unchangedCount,
    written: writtenCount,
    warnings: warnings.length,
    refused: faults.length,
    durationMs,
  };
}
