import { z } from 'zod';
import type { VectorCache } from '../../../core/state-store.ts';
import { BULK_TIMEOUT_MS, toParts } from './context.ts';
import type { RedisContext } from './context.ts';

const SEND = { timeoutMs: BULK_TIMEOUT_MS };
const names = z.array(z.string());
const bytes = z.array(z.instanceof(Buffer).nullable());

/** One hash of vectors per model, 4 bytes a number. */
export function createRedisVectors({ redis }: RedisContext): VectorCache {
  const models = redis.key('models');
  const toHash = (model: string): string => redis.key('vectors', model);

  const fetch = async (model: string, hashes: readonly string[]): Promise<ReadonlyMap<string, Float32Array>> => {
    const reply = await redis.send(['HMGET', toHash(model), ...hashes], { ...SEND, asBytes: true });
    const pairs = bytes.parse(reply).map((found, at) => [hashes[at] ?? '', found] as const);
    return new Map(pairs.flatMap(([hash, found]) => (found === null ? [] : [[hash, toVector(found)]])));
  };

  return {
    async read(model, hashes) {
      const found = new Map<string, Float32Array>();
      for (const part of toParts(hashes)) {
        for (const [hash, vector] of await fetch(model, part)) found.set(hash, vector);
      }
      return found;
    },
    async write(model, vectors) {
      if (vectors.size === 0) return;
      await redis.send(['SADD', models, model]);
      for (const part of toParts([...vectors])) {
        const pairs = part.flatMap(([hash, vector]) => [hash, toBytes(vector)]);
        await redis.send(['HSET', toHash(model), ...pairs], SEND);
      }
    },
    async keepOnly(model, hashes) {
      const kept = new Set(hashes);
      const known = names.parse(await redis.send(['SMEMBERS', models]));
      for (const other of known.filter((one) => one !== model)) {
        await redis.send(['UNLINK', toHash(other)]);
        await redis.send(['SREM', models, other]);
      }
      const stored = names.parse(await redis.send(['HKEYS', toHash(model)], SEND));
      for (const part of toParts(stored.filter((hash) => !kept.has(hash)))) {
        await redis.send(['HDEL', toHash(model), ...part], SEND);
      }
    },
  };
}

function toBytes({ buffer, byteOffset, byteLength }: Float32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** A copy: the bytes of a reply may lie where no number of 4 bytes can begin. */
function toVector(found: Buffer): Float32Array {
  return new Float32Array(Uint8Array.from(found).buffer);
}
