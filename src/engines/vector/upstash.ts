import { Index } from '@upstash/vector';
import { z } from 'zod';

import type { Cancellable, Clock, QueryOptions, VectorIndex } from '../../core/ports.ts';
import type { Chunk, Passage } from '../../core/profile/chunk.ts';
import { systemClock } from '../../support/clock.ts';
import { fromUpstashVector, storedVector, toUpstashVector } from './upstash-chunk.ts';
import { createRequester, toAuthFailure, toBadResponse } from './upstash-http.ts';
import type { UpstashToken } from './upstash-http.ts';

/** How to reach an Upstash Vector index that was created with an embedding model. */
export interface UpstashOptions {
  readonly url: string;
  /** For questions; the read-only one does. */
  readonly readToken: string;
  /** For ingestion; without it nothing can be written. */
  readonly writeToken?: string | undefined;
  /** For one try of a read, in milliseconds: 3,000 by default. Writes get ten times as long, to embed. */
  readonly timeoutMs?: number;
  readonly clock?: Clock;
}

const TIMEOUT_MS = 3000;
const WRITE_FACTOR = 10;
/** Tries together may take this many times as long as one. */
const TOTAL_FACTOR = 1.7;
/** Small enough to show progress; Upstash recommends up to 1,000. @see https://upstash.com/docs/vector */
const BATCH_SIZE = 100;
const PAGE_SIZE = 500;
/** @see https://upstash.com/docs/vector/api/endpoints/query */
const MAX_TOP_K = 1000;
/** Any passage is confidence enough. */
const MIN_CONFIDENCE = 0.01;

const hits = z.array(storedVector.extend({ score: z.number() }));
const page = z.object({ nextCursor: z.coerce.string(), vectors: z.array(storedVector) });
const counts = z.object({ vectorCount: z.number(), pendingVectorCount: z.number() });
const info = counts.extend({ namespaces: z.record(z.string(), counts).optional() });

/**
 * An index in Upstash Vector, in its default namespace, which embeds on its side. Written chunks can be asked for a
 * little later (`status().pendingCount`).
 *
 * Its confidence is the best score, which cannot tell an answer from a near miss: the service gives cosines as
 * (1 + cos) / 2, in a narrow band that differs between models. So the threshold lets any passage through, and whether
 * it answers is left to the generator.
 */
export function createUpstashIndex(options: UpstashOptions): VectorIndex {
  const { connectToRead, connectToWrite } = createConnections(options);
  return {
    name: 'upstash',
    minConfidence: MIN_CONFIDENCE,
    async query(text, query) {
      const passages = await findPassages(connectToRead(query), text, query);
      const best = Math.max(0, ...passages.map(({ score }) => score));
      const confidence = passages.length === 0 ? 0 : Math.min(1, Math.max(MIN_CONFIDENCE, best));
      return { passages, confidence, scale: 'score' };
    },
    async upsert(chunks, { signal, onProgress }) {
      signal.throwIfAborted();
      for (let start = 0; start < chunks.length; start += BATCH_SIZE) {
        const batch = chunks.slice(start, start + BATCH_SIZE);
        const written = await connectToWrite({ signal }).upsert(batch.map(toUpstashVector));
        parse(z.literal('Success'), written);
        onProgress?.(start + batch.length);
      }
    },
    async delete(ids, { signal }) {
      signal.throwIfAborted();
      for (let start = 0; start < ids.length; start += PAGE_SIZE) {
        const deleted = await connectToWrite({ signal }).delete(ids.slice(start, start + PAGE_SIZE));
        parse(z.object({ deleted: z.number() }), deleted);
      }
    },
    list: async (cancellable) => await listChunks(connectToRead(cancellable)),
    async status(cancellable) {
      const found = parse(info, await connectToRead(cancellable).info());
      // The default namespace has the empty name.
      const { vectorCount, pendingVectorCount } = found.namespaces?.[''] ?? found;
      return { chunkCount: vectorCount, pendingCount: pendingVectorCount };
    },
  };
}

/**
 * Asks at start whether the tokens are accepted.
 *
 * @throws {UpstreamError} kind auth: a token is rejected, and the message names its variable; any other kind: the
 * service cannot be asked now
 */
export async function checkUpstash({ signal, ...options }: UpstashOptions & Cancellable): Promise<void> {
  const { connectToRead, connectToWrite } = createConnections(options);
  parse(info, await connectToRead({ signal }).info());
  const hasOwnWriteToken = options.writeToken !== undefined && options.writeToken !== options.readToken;
  if (hasOwnWriteToken) parse(info, await connectToWrite({ signal }).info());
}

/** A connection serves one call, because the signal belongs to the call. It opens nothing by itself. */
type Connect = (cancellable: Cancellable) => Index;

function createConnections({
  url,
  readToken,
  writeToken,
  timeoutMs = TIMEOUT_MS,
  clock = systemClock,
}: UpstashOptions): {
  readonly connectToRead: Connect;
  readonly connectToWrite: Connect;
} {
  const writing = { variable: 'UPSTASH_VECTOR_REST_TOKEN' };
  const reading = readToken === writeToken ? writing : { variable: 'UPSTASH_VECTOR_REST_READONLY_TOKEN' };
  const connect = (token: UpstashToken, tryMs: number, { signal }: Cancellable): Index => {
    signal.throwIfAborted();
    return new Index(createRequester({ url, token, timeoutMs: tryMs, totalMs: tryMs * TOTAL_FACTOR, clock, signal }));
  };
  return {
    connectToRead: (cancellable) => connect({ ...reading, value: readToken }, timeoutMs, cancellable),
    connectToWrite(cancellable) {
      if (writeToken === undefined)
        throw toAuthFailure('The Upstash index cannot be written without a token.', writing);
      return connect({ ...writing, value: writeToken }, timeoutMs * WRITE_FACTOR, cancellable);
    },
  };
}

/** Asks for more than needed, since vectors of other versions may be in the way, and for yet more while they are. */
async function findPassages(index: Index, text: string, { topK, live }: QueryOptions): Promise<readonly Passage[]> {
  if (live !== 'all' && live.size === 0) return [];
  for (let limit = Math.min(MAX_TOP_K, live === 'all' ? topK : topK * 2); ; limit = Math.min(MAX_TOP_K, limit * 4)) {
    const found = parse(
      hits,
      await index.query({ data: text, topK: limit, includeData: true, includeMetadata: true, includeVectors: false }),
    );
    const passages = found
      .map((hit) => ({ chunk: fromUpstashVector(hit), score: hit.score }))
      .filter(({ chunk }) => chunk.text !== '' && (live === 'all' || live.has(chunk.id)))
      .toSorted((a, b) => b.score - a.score)
      .slice(0, topK);
    const isExhausted = found.length < limit || limit === MAX_TOP_K;
    if (passages.length === topK || isExhausted) return passages;
  }
}

async function listChunks(index: Index): Promise<readonly Chunk[]> {
  const chunks: Chunk[] = [];
  const seenCursors = new Set<string>();
  let cursor = '0';
  do {
    seenCursors.add(cursor);
    const { nextCursor, vectors } = parse(
      page,
      await index.range({ cursor, limit: PAGE_SIZE, includeData: true, includeMetadata: true, includeVectors: false }),
    );
    chunks.push(...vectors.map(fromUpstashVector));
    if (seenCursors.has(nextCursor)) throw toBadResponse(new Error('The pages go in a circle.'));
    cursor = nextCursor;
  } while (cursor !== '');
  return chunks;
}

function parse<T>(schema: z.ZodType<T>, result: unknown): T {
  const parsed = schema.safeParse(result);
  if (!parsed.success) throw toBadResponse(parsed.error);
  return parsed.data;
}
