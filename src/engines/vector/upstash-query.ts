import { QueryMode, WeightingStrategy } from '@upstash/vector';
import type { Index } from '@upstash/vector';
import { z } from 'zod';

import { isSeenBy } from '../../core/audience.ts';
import type { ChunkFilter, QueryOptions } from '../../core/ports.ts';
import type { Passage } from '../../core/profile/chunk.ts';
import { fromUpstashVector, storedVector } from './upstash-chunk.ts';
import { toUpstashFilter } from './upstash-filter.ts';
import { parseAnswer } from './upstash-http.ts';

/** What the index can search by, as `info` tells. */
export interface UpstashKind {
  /** It holds sparse vectors, for words, beside the dense ones. */
  readonly isHybrid: boolean;
  /** The model of the sparse vectors, when the service makes them. */
  readonly sparseModel?: string | undefined;
}

/** A passage with what is known about its likeness. */
export interface UpstashHit extends Passage {
  /** (1 + cosine) / 2; nothing when only its words were found. */
  readonly denseScore: number | undefined;
}

/** @see https://upstash.com/docs/vector/api/endpoints/query */
const MAX_TOP_K = 1000;
/** How much the dense score counts against the sparse one, as in the embedded engine. */
const DENSE_SHARE = 0.6;

const hits = z.array(storedVector.extend({ score: z.number() }));

/**
 * Asks for more than needed, since vectors of other versions may be in the way, and for yet more while they are.
 *
 * @throws {UpstreamError} the service fails
 */
export async function findHits(
  index: Index,
  kind: UpstashKind,
  text: string,
  { topK, live, filter, context = [] }: QueryOptions,
): Promise<readonly UpstashHit[]> {
  if (live !== 'all' && live.size === 0) return [];
  // An embedding weighs words by itself, so what a follow-up leans on just stands behind it.
  const data = [text, ...context.map((part) => part.text)].join('\n');
  for (let limit = Math.min(MAX_TOP_K, live === 'all' ? topK : topK * 2); ; limit = Math.min(MAX_TOP_K, limit * 4)) {
    const { found, isExhausted } = await ask(index, kind, { data, limit, filter });
    const usable = found.filter(
      ({ chunk }) => chunk.text !== '' && (live === 'all' || live.has(chunk.id)) && isMeant(chunk, filter),
    );
    if (usable.length >= topK || isExhausted || limit === MAX_TOP_K) return usable.slice(0, topK);
  }
}

/** The service has filtered; an index that does not know the field, or a budget that ran out, must not let more through. */
function isMeant({ audience, tags }: Passage['chunk'], filter: ChunkFilter): boolean {
  return isSeenBy(filter.audience, audience) && (filter.tags?.some((tag) => tags.includes(tag)) ?? true);
}

interface Request {
  readonly data: string;
  readonly limit: number;
  readonly filter: ChunkFilter;
}

interface Found {
  /** Best first. */
  readonly found: readonly UpstashHit[];
  /** There is no more to be had. */
  readonly isExhausted: boolean;
}

async function ask(index: Index, kind: UpstashKind, request: Request): Promise<Found> {
  if (!kind.isHybrid) {
    const dense = await query(index, request, {});
    const found = dense.map((hit) => ({ ...hit, denseScore: hit.score }));
    return { found: toSorted(found), isExhausted: dense.length < request.limit };
  }
  const [dense, sparse] = await Promise.all([
    query(index, request, { queryMode: QueryMode.DENSE }),
    query(index, request, {
      queryMode: QueryMode.SPARSE,
      ...(kind.sparseModel === 'BM25' && { weightingStrategy: WeightingStrategy.IDF }),
    }),
  ]);
  return { found: fuse(dense, sparse), isExhausted: dense.length < request.limit };
}

/** What can be said of a query besides its text. */
interface Modes {
  readonly queryMode?: QueryMode;
  readonly weightingStrategy?: WeightingStrategy;
}

async function query(index: Index, { data, limit, filter }: Request, modes: Modes): Promise<readonly Passage[]> {
  const meant = toUpstashFilter(filter);
  const answer = await index.query({
    data,
    topK: limit,
    includeData: true,
    includeMetadata: true,
    includeVectors: false,
    ...(meant !== undefined && { filter: meant }),
    ...modes,
  });
  return parseAnswer(hits, answer).map((hit) => ({ chunk: fromUpstashVector(hit), score: hit.score }));
}

/**
 * A weighted sum of both scores. The service's own fusion by ranks ignores how near things are, and gives scores that say
 * nothing about an answer.
 */
function fuse(dense: readonly Passage[], sparse: readonly Passage[]): readonly UpstashHit[] {
  const maxSparse = Math.max(...sparse.map(({ score }) => score), Number.EPSILON);
  const denseScores = new Map(dense.map(({ chunk, score }) => [chunk.id, score]));
  const sparseScores = new Map(sparse.map(({ chunk, score }) => [chunk.id, score / maxSparse]));
  // What only its words found is at most as near as the last of the nearest.
  const farthest = Math.min(...denseScores.values(), 1);
  const chunks = new Map([...dense, ...sparse].map(({ chunk }) => [chunk.id, chunk]));
  return toSorted(
    [...chunks.values()].map((chunk) => {
      const denseScore = denseScores.get(chunk.id);
      const cosine = 2 * (denseScore ?? farthest) - 1;
      const score = DENSE_SHARE * cosine + (1 - DENSE_SHARE) * (sparseScores.get(chunk.id) ?? 0);
      return { chunk, score, denseScore };
    }),
  );
}

function toSorted(found: readonly UpstashHit[]): readonly UpstashHit[] {
  return found.toSorted((a, b) => b.score - a.score);
}
