import { UpstreamError } from '../errors.ts';
import type { Chunk } from '../profile/chunk.ts';
import type { IngestParts } from './ingest-parts.ts';
import type { IngestProgress } from './ingest-service.ts';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5000;

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

/**
 * Waits until the index has taken in everything and gives every written chunk back: a hosted index confirms a write
 * before a query can see it.
 *
 * @see https://upstash.com/docs/vector/help/faq
 * @throws {UpstreamError} kind timeout, when chunks stay invisible for too long
 */
export async function verifyChunks(parts: IngestParts, chunks: readonly Chunk[], options: StepOptions): Promise<void> {
  const deadline = parts.clock.now() + parts.timing.verifyTimeoutMs;
  const totalCount = chunks.length;
  let pauseMs = FIRST_PAUSE_MS;
  for (;;) {
    const missingCount = await countMissing(parts, chunks, options.signal);
    options.onProgress({ step: 'verifying', doneCount: totalCount - missingCount, totalCount });
    if (missingCount === 0) return;
    if (parts.clock.now() >= deadline) throw toInvisibleError(missingCount);
    await parts.clock.sleep(pauseMs, options.signal);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }
}

async function countMissing({ index }: IngestParts, chunks: readonly Chunk[], signal: AbortSignal): Promise<number> {
  const { pendingCount } = await index.status({ signal });
  if (pendingCount > 0) return Math.min(pendingCount, chunks.length);
  const visible = new Set((await index.list({ signal })).map(({ id }) => id));
  return chunks.filter(({ id }) => !visible.has(id)).length;
}

function toInvisibleError(missingCount: number): UpstreamError {
  return new UpstreamError({
    // Only a hosted index can lag behind its writes.
    service: 'upstash',
    kind: 'timeout',
    message: `The index does not show ${missingCount} of the written chunks yet. The version before stays live; ingest again later.`,
  });
}
