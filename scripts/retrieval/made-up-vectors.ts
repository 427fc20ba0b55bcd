import { createHash } from 'node:crypto';
import type { Embedder } from '../../src/core/ports.ts';

const DIMENSION = 512;

/** A unit vector that is the same for the same text and says nothing. */
export function toMadeUpVector(text: string): Float32Array {
  const bytes = createHash('shake256', { outputLength: DIMENSION }).update(text).digest();
  const vector = Float32Array.from(bytes, (byte) => byte - 127.5);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** Gives {@link toMadeUpVector | made-up vectors} under the name of a model. */
export function createMadeUpEmbedder(model: string): Embedder {
  return {
    model,
    embed: async (texts) => texts.map(toMadeUpVector),
    async [Symbol.asyncDispose]() {},
  };
}
