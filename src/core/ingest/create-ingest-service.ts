import type { InputError } from '../errors.ts';
import { compareFiles } from './compare-files.ts';
import { IngestRunningError, withIngestLock } from './ingest-lock.ts';
import type { IngestLock } from './ingest-lock.ts';
import { toIngestParts } from './ingest-parts.ts';
import type { IngestParts, IngestServiceOptions } from './ingest-parts.ts';
import { toIngestReport } from './ingest-report.ts';
import type { Run } from './ingest-report.ts';
import type { IngestOptions, IngestReport, IngestService } from './ingest-service.ts';
import { runIngest } from './run-ingest.ts';
import { compareRollback, runRollback } from './run-rollback.ts';
import { trackProgress } from './track-progress.ts';

/** Builds the service. One ingest or rollback runs at a time, over all processes that share the state. */
export function createIngestService(options: IngestServiceOptions): IngestService {
  const parts = toIngestParts(options);
  let runningSince: number | undefined;

  const toRun = ({ signal, onProgress = () => {} }: IngestOptions): Run => ({
    startedAt: parts.clock.now(),
    signal,
    onProgress: trackProgress(parts.clock, onProgress),
  });

  const alone = async (run: Run, work: (run: Run & Locked) => Promise<IngestReport>): Promise<IngestReport> => {
    if (runningSince !== undefined) throw toRunningError(run.startedAt - runningSince);
    runningSince = run.startedAt;
    try {
      return await withIngestLock(parts, run.signal, (lock, signal) => work({ ...run, signal, lock }));
    } finally {
      runningSince = undefined;
    }
  };

  return {
    async ingest({ isForced = false, ...rest }) {
      const run = toRun(rest);
      if (rest.isDryRun) return compare(parts, run);
      return alone(run, (held) => runIngest(parts, { ...held, isForced }));
    },
    async rollback(rest) {
      const run = toRun(rest);
      if (rest.isDryRun) return compareRollback(parts, run);
      return alone(run, (held) => runRollback(parts, held));
    },
  };
}

interface Locked {
  readonly lock: IngestLock;
}

async function compare(parts: IngestParts, run: Run): Promise<IngestReport> {
  const comparison = await compareFiles(parts, run);
  return toIngestReport(parts, run, { ...comparison, live: comparison.known.active, warnings: [], isDryRun: true });
}

function toRunningError(forMs: number): InputError {
  return new IngestRunningError(
    `Another ingest has been running for ${Math.round(forMs / 1000)} s. Try again when it has ended.`,
  );
}
