import { toIngestReportText } from '../../core/commands/ingest-text.ts';
import type { IngestService } from '../../core/ingest/ingest-service.ts';
import { reportFailure } from './failure.ts';
import type { FailureOptions } from './failure.ts';
import { createIngestLine } from './ingest-line.ts';
import { EXIT } from './output.ts';
import type { ExitStatus, Output } from './output.ts';

/** What `ingest` works with. */
export interface IngestCommandOptions extends Output, FailureOptions {
  readonly ingest: IngestService;
  readonly isDryRun: boolean;
  /** Goes back to the version before instead of reading the files. */
  readonly isRollback: boolean;
  /** Takes what the files say although a check finds the version before better. */
  readonly isForced: boolean;
  /** Whether stderr is a terminal, where a line can be drawn over. */
  readonly isTerminal: boolean;
}

/** Brings the index up to date or back, progress on stderr and the report on stdout; fails when a file was refused. */
export async function runIngest(options: IngestCommandOptions): Promise<ExitStatus> {
  const { ingest, isDryRun, isRollback, isForced, isTerminal, signal, out, err } = options;
  const line = createIngestLine({ err, isTerminal });
  const how = { isDryRun, signal, onProgress: line.show };
  try {
    const report = await (isRollback ? ingest.rollback(how) : ingest.ingest({ ...how, isForced }));
    line.end();
    out(`${toIngestReportText(report)}\n`);
    return report.faults.length === 0 ? EXIT.ok : EXIT.failed;
  } catch (error) {
    line.end();
    return reportFailure(error, options);
  }
}
