import { UpstreamError } from '../../core/errors.ts';
import type { QueryOptions, QueryResult, VectorIndex } from '../../core/ports.ts';
import { createBreaker } from '../../support/breaker.ts';
import { createIndexCopy } from './index-copy.ts';
import type { IndexCopyOptions } from './index-copy.ts';

const MAX_FAILURES = 3;
/** Short enough that people have the index back within ten seconds of its return. */
const PAUSE_MS = 5000;

/**
 * A hosted index with a copy in memory that answers, by words alone, while the service is away. After some failures in a
 * row the service is left alone for a few seconds, and questions go to the copy at once.
 *
 * @throws {UpstreamError} from `query`, when the service is away and the copy does not hold what readers may see
 */
export function createCopiedIndex(options: IndexCopyOptions): VectorIndex & AsyncDisposable {
  const { hosted, clock, logger } = options;
  const copy = createIndexCopy(options);
  const breaker = createBreaker({ now: () => clock.now(), maxFailures: MAX_FAILURES, pauseMs: PAUSE_MS });

  const askCopy = async (text: string, asked: QueryOptions, error: UpstreamError): Promise<QueryResult> => {
    if (!copy.serves(asked.live)) await copy.readFiles();
    asked.signal.throwIfAborted();
    if (!copy.serves(asked.live)) throw error;
    return { ...(await copy.query(text, asked)), isFromCopy: true };
  };

  const askHosted = async (text: string, asked: QueryOptions): Promise<QueryResult | UpstreamError> => {
    const call = breaker.enter();
    if (call === undefined) return toLeftAlone(hosted.name);
    try {
      const found = await hosted.query(text, asked);
      call.succeeded();
      return found;
    } catch (error) {
      if (asked.signal.aborted || !(error instanceof UpstreamError) || !error.isPassing) throw error;
      call.failed();
      logger.warn({ event: 'index.unreachable', kind: error.kind, err: error });
      return error;
    } finally {
      call.gaveUp();
    }
  };

  return {
    name: hosted.name,
    minConfidence: hosted.minConfidence,
    async query(text, asked) {
      // So that the threshold of words alone is measured for the copy, too.
      if (asked.withoutVectors === true && copy.serves(asked.live)) return copy.query(text, asked);
      const found = await askHosted(text, asked);
      if (found instanceof UpstreamError) return askCopy(text, asked, found);
      if (found.passages.some(({ chunk }) => !copy.chunks.has(chunk.id))) void copy.refresh();
      return found;
    },
    async upsert(written, upserting) {
      await hosted.upsert(written, upserting);
      if (copy.chunks.size + written.length <= copy.maxChunks) await copy.chunks.put(written);
    },
    async delete(ids, deleting) {
      await hosted.delete(ids, deleting);
      await copy.chunks.delete(ids);
    },
    list: (cancellable) => hosted.list(cancellable),
    status: (cancellable) => hosted.status(cancellable),
    [Symbol.asyncDispose]: () => copy[Symbol.asyncDispose](),
  };
}

function toLeftAlone(name: string): UpstreamError {
  const message = `The last ${MAX_FAILURES} queries of the ${name} index failed, so it is not asked for ${PAUSE_MS / 1000} s. Look at the failures before this one.`;
  return new UpstreamError({ service: 'upstash', kind: 'unavailable', message });
}
