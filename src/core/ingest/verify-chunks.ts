import { UpstreamError } from '../errors.ts';
import type { Chunk } from '../profile/chunk.ts';
import { askCanaries } from './canary.ts';
import type { IngestParts } from './ingest-parts.ts';
import type { StepOptions } from './write-chunks.ts';

const LONGEST_PAUSE_MS = 5000;

/**
 * Waits until an index holds every chunk of a version, and finds by their own words some that were written: a hosted one
 * confirms a write before a query can see it. Gives the scale of the confidence that was met.
 *
 * @see https://upstash.com/docs/vector/help/faq
 * @throws {UpstreamError} kind timeout, when chunks stay invisible for too long
 */
export async function verifyChunks(
  parts: IngestParts,
  { next, written }: { readonly next: readonly Chunk[]; readonly written: readonly Chunk[] },
  options: StepOptions,
): Promise<string | undefined> {
  let scale: string | undefined;
  await poll(parts, next.length, options, async () => {
    const { chunkCount, pendingCount } = await parts.index.status(options);
    const unseenCount = Math.max(pendingCount, next.length - chunkCount);
    if (unseenCount > 0) return Math.min(unseenCount, next.length);
    const unlistedCount = await countUnlisted(parts, next, options.signal);
    if (unlistedCount > 0) return unlistedCount;
    const canaries = await askCanaries(parts, written, options.signal);
    scale = canaries.scale;
    return canaries.lostCount;
  });
  return scale;
}

/**
 * Waits until an index lists all of these chunks.
 *
 * @throws {UpstreamError} kind timeout, when chunks stay invisible for too long
 */
export async function awaitChunks(parts: IngestParts, chunks: readonly Chunk[], options: StepOptions): Promise<void> {
  await poll(parts, chunks.length, options, async () => {
    const { pendingCount } = await parts.index.status(options);
    return pendingCount > 0 ? Math.min(pendingCount, chunks.length) : countUnlisted(parts, chunks, options.signal);
  });
}

async function poll(
  { clock, timing }: IngestParts,
  totalCount: number,
  { signal, onProgress }: StepOptions,
  countOnce: () => Promise<number>,
): Promise<void> {
  const deadline = clock.now() + timing.verifyTimeoutMs;
  let pauseMs = timing.verifyPauseMs;
  onProgress({ step: 'verifying', doneCount: 0, totalCount });
  for (;;) {
    const missingCount = await countOnce();
    onProgress({ step: 'verifying', doneCount: totalCount - missingCount, totalCount });
    if (missingCount === 0) return;
    if (clock.now() >= deadline) throw toInvisibleError(missingCount);
    await clock.sleep(pauseMs, signal);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }
}

async function countUnlisted({ index }: IngestParts, chunks: readonly Chunk[], signal: AbortSignal): Promise<number> {
  const listed = new Set((await index.list({ signal })).map(({ id }) => id));
  return chunks.filter(({ id }) => !listed.has(id)).length;
}

function toInvisibleError(missingCount: number): UpstreamError {
  return new UpstreamError({
    // Only a hosted index can lag behind its writes.
    service: 'upstash',
    kind: 'timeout',
    message: `The index does not show ${missingCount} of the written chunks yet. The version before stays live; ingest again later.`,
  });
}
