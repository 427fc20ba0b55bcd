import type { VectorCache } from '../../core/state-store.ts';
import { setBounded } from '../../support/bounded-map.ts';

/** About 40 MB of vectors with 512 numbers: the sentences of some 2,000 passages. */
const MAX_COUNT = 20_000;

/**
 * Keeps the vectors that were used last in memory, too: a question compares hundreds of them, which is much to fetch from
 * another machine, and what belongs to the hash of a text never changes. The one that was not asked for longest goes first.
 */
export function rememberVectors(
  cache: VectorCache,
  { maxCount = MAX_COUNT }: { readonly maxCount?: number } = {},
): VectorCache {
  // In the order of their last use.
  const kept = new Map<string, Float32Array>();
  const toKey = (model: string, hash: string): string => `${model}\n${hash}`;
  const keep = (model: string, vectors: ReadonlyMap<string, Float32Array>): void => {
    for (const [hash, vector] of vectors) setBounded(kept, toKey(model, hash), vector, maxCount);
  };
  const find = (model: string, hashes: readonly string[]): Map<string, Float32Array> =>
    new Map(
      hashes.flatMap((hash) => {
        const vector = kept.get(toKey(model, hash));
        return vector === undefined ? [] : [[hash, vector] as const];
      }),
    );

  return {
    async read(model, hashes) {
      const found = find(model, hashes);
      const missing = hashes.filter((hash) => !found.has(hash));
      const fetched = missing.length === 0 ? new Map<string, Float32Array>() : await cache.read(model, missing);
      const all = new Map([...found, ...fetched]);
      keep(model, all);
      return all;
    },
    async write(model, vectors) {
      await cache.write(model, vectors);
      keep(model, vectors);
    },
    async keepOnly(model, hashes) {
      await cache.keepOnly(model, hashes);
      kept.clear();
    },
  };
}
