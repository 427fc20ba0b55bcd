import { Index } from '@upstash/vector';
import { z } from 'zod';

import type { Cancellable, Clock, VectorIndex } from '../../core/ports.ts';
import type { Chunk } from '../../core/profile/chunk.ts';
import { NO_TELEMETRY } from '../../core/telemetry.ts';
import type { Telemetry } from '../../core/telemetry.ts';
import { systemClock } from '../../support/clock.ts';
import { toPassageConfidence } from './passage-confidence.ts';
import { fromUpstashVector, storedVector, toUpstashVector } from './upstash-chunk.ts';
import { createRequester, parseAnswer, toAuthFailure, toBadResponse } from './upstash-http.ts';
import { findHits } from './upstash-query.ts';
import type { UpstashKind } from './upstash-query.ts';
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
  readonly telemetry?: Telemetry;
}

const TIMEOUT_MS = 3000;
const WRITE_FACTOR = 10;
/** Tries together may take this many times as long as one. */
const TOTAL_FACTOR = 1.7;
/** Small enough to show progress; Upstash recommends up to 1,000. @see https://upstash.com/docs/vector */
const BATCH_SIZE = 100;
const PAGE_SIZE = 500;
/** Any passage is confidence enough. */
const MIN_CONFIDENCE = 0.01;

const page = z.object({ nextCursor: z.coerce.string(), vectors: z.array(storedVector) });
const counts = z.object({ vectorCount: z.number(), pendingVectorCount: z.number() });
const info = counts.extend({
  namespaces: z.record(z.string(), counts).optional(),
  denseIndex: z.looseObject({}).nullish(),
  sparseIndex: z.object({ embeddingModel: z.string().nullish() }).nullish(),
});

/**
 * An index in Upstash Vector, in its default namespace, which embeds on its side. Written chunks can be asked for a
 * little later (`status().pendingCount`).
 *
 * Its confidence is made of the words that a passage shares with the question and of its score. The score alone cannot tell
 * an answer from a near miss: cosines come as (1 + cos) / 2, in a narrow band that differs between models. Without a threshold
 * that was calibrated for the model in use any passage is let through, and whether it answers is left to the generator.
 */
export function createUpstashIndex(options: UpstashOptions): VectorIndex {
  const { connectToRead, connectToWrite } = createConnections(options);
  const readKind = createKindReader(connectToRead);
  return {
    name: 'upstash',
    minConfidence: MIN_CONFIDENCE,
    async query(text, query) {
      const kind = await readKind(query);
      const passages = await findHits(connectToRead(query), kind, text, query);
      const confidence = passages.length === 0 ? 0 : Math.max(MIN_CONFIDENCE, toPassageConfidence(text, passages));
      return { passages: passages.map(({ chunk, score }) => ({ chunk, score })), confidence, scale: 'words+score' };
    },
    async upsert(chunks, { signal, onProgress }) {
      signal.throwIfAborted();
      for (let start = 0; start < chunks.length; start += BATCH_SIZE) {
        const batch = chunks.slice(start, start + BATCH_SIZE);
        const written = await connectToWrite({ signal }).upsert(batch.map(toUpstashVector));
        parseAnswer(z.literal('Success'), written);
        onProgress?.(start + batch.length);
      }
    },
    async delete(ids, { signal }) {
      signal.throwIfAborted();
      for (let start = 0; start < ids.length; start += PAGE_SIZE) {
        const deleted = await connectToWrite({ signal }).delete(ids.slice(start, start + PAGE_SIZE));
        parseAnswer(z.object({ deleted: z.number() }), deleted);
      }
    },
    list: async (cancellable) => await listChunks(connectToRead(cancellable)),
    async status(cancellable) {
      const found = parseAnswer(info, await connectToRead(cancellable).info());
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
  parseAnswer(info, await connectToRead({ signal }).info());
  const hasOwnWriteToken = options.writeToken !== undefined && options.writeToken !== options.readToken;
  if (hasOwnWriteToken) parseAnswer(info, await connectToWrite({ signal }).info());
}

/** Which kind of index it is does not change, so the service is asked once. */
function createKindReader(connectToRead: Connect): (cancellable: Cancellable) => Promise<UpstashKind> {
  let known: UpstashKind | undefined;
  return async (cancellable) => {
    if (known !== undefined) return known;
    const { denseIndex, sparseIndex } = parseAnswer(info, await connectToRead(cancellable).info());
    known = {
      isHybrid: (denseIndex ?? undefined) !== undefined && (sparseIndex ?? undefined) !== undefined,
      sparseModel: sparseIndex?.embeddingModel ?? undefined,
    };
    return known;
  };
}

/** A connection serves one call, because the signal belongs to the call. It opens nothing by itself. */
type Connect = (cancellable: Cancellable) => Index;

function createConnections({
  url,
  readToken,
  writeToken,
  timeoutMs = TIMEOUT_MS,
  clock = systemClock,
  telemetry = NO_TELEMETRY,
}: UpstashOptions): {
  readonly connectToRead: Connect;
  readonly connectToWrite: Connect;
} {
  const writing = { variable: 'UPSTASH_VECTOR_REST_TOKEN' };
  const reading = readToken === writeToken ? writing : { variable: 'UPSTASH_VECTOR_REST_READONLY_TOKEN' };
  const connect = (token: UpstashToken, tryMs: number, { signal }: Cancellable): Index => {
    signal.throwIfAborted();
    const totalMs = tryMs * TOTAL_FACTOR;
    return new Index(createRequester({ url, token, timeoutMs: tryMs, totalMs, clock, telemetry, signal }));
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

async function listChunks(index: Index): Promise<readonly Chunk[]> {
  const chunks: Chunk[] = [];
  const seenCursors = new Set<string>();
  let cursor = '0';
  do {
    seenCursors.add(cursor);
    const { nextCursor, vectors } = parseAnswer(
      page,
      await index.range({ cursor, limit: PAGE_SIZE, includeData: true, includeMetadata: true, includeVectors: false }),
    );
    chunks.push(...vectors.map(fromUpstashVector));
    if (seenCursors.has(nextCursor)) throw toBadResponse(new Error('The pages go in a circle.'));
    cursor = nextCursor;
  } while (cursor !== '');
  return chunks;
}
