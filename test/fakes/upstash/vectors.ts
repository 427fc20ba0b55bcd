import { toTerms } from '../../../src/support/words.ts';
import type { MetadataTest } from './filter.ts';

/** A vector that was written. */
export interface StoredVector {
  readonly id: string;
  readonly data?: string | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

/** A vector with its score. */
export interface Scored extends StoredVector {
  readonly score: number;
}

/** How to ask. */
export interface NearestOptions {
  readonly topK: number;
  readonly mode: 'HYBRID' | 'DENSE' | 'SPARSE';
  readonly isMeant: MetadataTest;
}

/** The K of reciprocal rank fusion. @see https://upstash.com/docs/vector/features/hybridindexes */
const RANK_OFFSET = 60;

/** A namespace: what is written can be listed at once, and asked for once the lag has passed. */
export interface Vectors {
  write(vectors: readonly StoredVector[], lagMs: number): void;
  remove(isMeant: (id: string) => boolean): number;
  /**
   * By the words that the texts share. Every visible vector has a dense score, as with real embeddings; a sparse one only
   * where there is a common word. Both are fused by their ranks.
   */
  nearest(text: string, options: NearestOptions): readonly Scored[];
  all(): readonly StoredVector[];
  counts(): { readonly vectorCount: number; readonly pendingVectorCount: number };
}

/** Makes an empty namespace. */
export function createVectors(): Vectors {
  const vectors = new Map<string, StoredVector & { readonly visibleAt: number }>();
  const visible = () => [...vectors.values()].filter(({ visibleAt }) => visibleAt <= Date.now());
  return {
    write(written, lagMs) {
      for (const vector of written) vectors.set(vector.id, { ...vector, visibleAt: Date.now() + lagMs });
    },
    remove(isMeant) {
      const ids = [...vectors.keys()].filter(isMeant);
      for (const id of ids) vectors.delete(id);
      return ids.length;
    },
    nearest(text, { topK, mode, isMeant }) {
      const meant = visible().filter(({ metadata }) => isMeant(metadata ?? {}));
      const dense = rank(meant, (data) => toDenseScore(text, data));
      const sparse = rank(meant, (data) => toSharedCount(text, data)).filter(({ score }) => score > 0);
      const found = { DENSE: dense, SPARSE: sparse, HYBRID: fuse(dense, sparse) }[mode];
      return found.slice(0, topK);
    },
    all: () => [...vectors.values()].map(({ id, data, metadata }) => ({ id, data, metadata })),
    counts: () => ({ vectorCount: visible().length, pendingVectorCount: vectors.size - visible().length }),
  };
}

function rank(vectors: readonly StoredVector[], toScore: (data: string) => number): readonly Scored[] {
  return vectors
    .map(({ id, data, metadata }) => ({ id, data, metadata, score: toScore(data ?? '') }))
    .toSorted((a, b) => b.score - a.score);
}

function fuse(...rankings: readonly (readonly Scored[])[]): readonly Scored[] {
  const fused = new Map<string, Scored>();
  for (const ranking of rankings) {
    for (const [place, scored] of ranking.entries()) {
      const score = (fused.get(scored.id)?.score ?? 0) + 1 / (place + 1 + RANK_OFFSET);
      fused.set(scored.id, { ...scored, score });
    }
  }
  return [...fused.values()].toSorted((a, b) => b.score - a.score);
}

/** (1 + cos) / 2 of the two texts as bags of words. */
function toDenseScore(one: string, other: string): number {
  const size = Math.sqrt(toBag(one).size * toBag(other).size);
  return (1 + toSharedCount(one, other) / Math.max(1, size)) / 2;
}

function toSharedCount(one: string, other: string): number {
  const terms = toBag(other);
  return [...toBag(one)].filter((term) => terms.has(term)).length;
}

const bags = new Map<string, ReadonlySet<string>>();

/** Remembered: a test may ask hundreds of times. */
function toBag(text: string): ReadonlySet<string> {
  const bag = bags.get(text) ?? new Set(toTerms(text));
  bags.set(text, bag);
  return bag;
}
