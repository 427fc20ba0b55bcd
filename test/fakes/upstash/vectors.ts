import { toTerms } from '../../../src/support/words.ts';

/** A vector that was written. */
export interface StoredVector {
  readonly id: string;
  readonly data?: string | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

/** A namespace: what is written can be listed at once, and asked for once the lag has passed. */
export interface Vectors {
  write(vectors: readonly StoredVector[], lagMs: number): void;
  remove(isMeant: (id: string) => boolean): number;
  /** By the words that the texts share; every visible vector has a score, as with real embeddings. */
  nearest(text: string, topK: number): readonly (StoredVector & { readonly score: number })[];
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
    nearest: (text, topK) =>
      visible()
        .map(({ id, data, metadata }) => ({ id, data, metadata, score: toScore(text, data ?? '') }))
        .toSorted((a, b) => b.score - a.score)
        .slice(0, topK),
    all: () => [...vectors.values()].map(({ id, data, metadata }) => ({ id, data, metadata })),
    counts: () => ({ vectorCount: visible().length, pendingVectorCount: vectors.size - visible().length }),
  };
}

/** (1 + cos) / 2 of the two texts as bags of words. */
function toScore(one: string, other: string): number {
  const [a, b] = [new Set(toTerms(one)), new Set(toTerms(other))];
  const shared = [...a].filter((term) => b.has(term)).length;
  return (1 + shared / Math.max(1, Math.sqrt(a.size * b.size))) / 2;
}
