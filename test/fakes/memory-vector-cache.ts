import type { VectorCache } from '../../src/core/state-store.ts';

/** A vector cache in memory that tells how many vectors it holds, over all models. */
export function createMemoryVectorCache(): VectorCache & { readonly size: () => number } {
  const vectors = new Map<string, Float32Array>();
  const toKey = (model: string, hash: string): string => `${model} ${hash}`;
  return {
    size: () => vectors.size,
    async read(model, hashes) {
      const found = new Map<string, Float32Array>();
      for (const hash of hashes) {
        const vector = vectors.get(toKey(model, hash));
        if (vector !== undefined) found.set(hash, vector);
      }
      return found;
    },
    async write(model, written) {
      for (const [hash, vector] of written) vectors.set(toKey(model, hash), vector);
    },
    async keepOnly(model, hashes) {
      const kept = new Set(hashes.map((hash) => toKey(model, hash)));
      for (const key of vectors.keys()) if (!kept.has(key)) vectors.delete(key);
    },
  };
}
