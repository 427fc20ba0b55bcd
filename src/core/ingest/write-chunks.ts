import type { Chunk } from '../profile/chunk.ts';
import type { IngestParts } from './ingest-parts.ts';
import type { IngestProgress } from './ingest-service.ts';

/** What a step of an ingest is given. */
export interface StepOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: IngestProgress) => void;
}

/** Writes chunks that no reader sees yet, since no version names them. */
export async function writeChunks(
  { index }: IngestParts,
  chunks: readonly Chunk[],
  { signal, onProgress }: StepOptions,
): Promise<void> {
  const totalCount = chunks.length;
  onProgress({ step: 'writing', doneCount: 0, totalCount });
  await index.upsert(chunks, {
    signal,
    onProgress: (doneCount) => onProgress({ step: 'writing', doneCount, totalCount }),
  });
}
