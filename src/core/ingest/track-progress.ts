import type { Clock } from '../ports.ts';
import type { IngestProgress } from './ingest-service.ts';

/** Before that, an estimate would jump about. */
const FIRST_ESTIMATE_MS = 2000;

/** Adds to the progress of each step how long the rest of it will take, by how long it took so far. */
export function trackProgress(
  clock: Clock,
  onProgress: (progress: IngestProgress) => void,
): (progress: IngestProgress) => void {
  let name = '';
  let startedAt = 0;
  return (progress) => {
    const { step, what = '', doneCount, totalCount } = progress;
    if (name !== step + what) {
      name = step + what;
      startedAt = clock.now();
    }
    const elapsedMs = clock.now() - startedAt;
    const isEstimable = elapsedMs >= FIRST_ESTIMATE_MS && doneCount > 0 && doneCount < totalCount;
    const leftMs = Math.round((elapsedMs / doneCount) * (totalCount - doneCount));
    onProgress(isEstimable ? { ...progress, leftMs } : progress);
  };
}
