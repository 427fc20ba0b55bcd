import { toIngestProgressText, toIngestReportText } from '../../core/commands/ingest-text.ts';
import type { IngestProgress, IngestService } from '../../core/ingest/ingest-service.ts';
import { reportFailure } from './failure.ts';
import type { FailureOptions } from './failure.ts';
import { EXIT } from './output.ts';
import type { ExitStatus, Output } from './output.ts';

/** What `ingest` works with. */
export interface IngestCommandOptions extends Output, FailureOptions {
  readonly ingest: IngestService;
  readonly isDryRun: boolean;
}

/** Brings the index up to date, progress on stderr and the report on stdout; fails when a file was refused. */
export async function runIngest(options: IngestCommandOptions): Promise<ExitStatus> {
  const { ingest, isDryRun, signal, out, err } = options;
  let lastStep: IngestProgress['step'] | undefined;
  const onProgress = (progress: IngestProgress): void => {
    const isNews = progress.step !== lastStep || progress.doneCount === progress.totalCount;
    lastStep = progress.step;
    if (isNews) err(`${toIngestProgressText(progress)}\n`);
  };
  try {
    const report = await ingest.ingest({ isDryRun, signal, onProgress });
    out(`${toIngestReportText(report)}\n`);
    return report.faults.length === 0 ? EXIT.ok : EXIT.failed;
  } catch (error) {
    return reportFailure(error, options);
  }
}
