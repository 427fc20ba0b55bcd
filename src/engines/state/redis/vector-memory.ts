/** Vectors that were read or written last. */
export interface VectorMemory {
  read(model: string, hashes: readonly string[]): ReadonlyMap<string, Float32Array>;
  keep(model: string, vectors: ReadonlyMap<string, Float32Array>): void;
  clear(): void;
}

/** About 40 MB of vectors with 512 numbers: the sentences of some 2,000 passages. */
const MAX_COUNT = 20_000;

/** Keeps a bounded number of vectors; the one that was not asked for longest goes first. */
export function createVectorMemory({ maxCount = MAX_COUNT }: { readonly maxCount?: number } = {}): VectorMemory {
  // In the order of their last use.
  const kept = new Map<string, Float32Array>();
  const toKey = (model: string, hash: string): string => `${model}\n${hash}`;

  const put = (key: string, vector: Float32Array): void => {
    kept.delete(key);
    kept.set(key, vector);
    const [oldest] = kept.keys();
    if (kept.size > maxCount && oldest !== undefined) kept.delete(oldest);
  };

  return {
    read(model, hashes) {
      const found = new Map<string, Float32Array>();
      for (const hash of hashes) {
        const key = toKey(model, hash);
        const vector = kept.get(key);
        if (vector === undefined) continue;
        put(key, vector);
        found.set(hash, vector);
      }
      return found;
    },
    keep(model, vectors) {
      for (const [hash, vector] of vectors) put(toKey(model, hash), vector);
    },
    clear: () => kept.clear(),
  };
}
