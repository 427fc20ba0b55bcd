import type { Embedder } from '../../src/core/ports.ts';
import type { BenchDocument } from './search-engine.ts';
import { createRandom } from './typos.ts';

const COPY_MARK = '\nCopy ';
/** How far a copy's vector lies from the original's: about as far as that of another sentence on the subject. */
const NOISE = 0.03;

/** Documents, cut or copied to a number; each copy has words of its own. */
export function grow(documents: readonly BenchDocument[], size: number): readonly BenchDocument[] {
  return Array.from({ length: size }, (_none, at) => {
    const original = documents[at % documents.length];
    if (original === undefined) throw new Error('There are no documents to grow.');
    const round = Math.floor(at / documents.length);
    if (round === 0) return original;
    return { ...original, id: `${original.id}~${round}`, text: `${original.text}${COPY_MARK}c${at}.` };
  });
}

/**
 * Gives copies made by {@link grow} the vector of their original with some noise: what an index of that size costs does
 * not depend on what the vectors say, and embedding 100,000 texts takes an hour.
 */
export function withVariedCopies(embedder: Embedder): Embedder {
  const random = createRandom(11);
  const known = new Map<string, Float32Array>();
  return {
    model: `${embedder.model}+copies`,
    async embed(texts, options) {
      const originals = texts.map(toOriginal);
      const unknown = [...new Set(originals)].filter((text) => !known.has(text));
      const vectors = unknown.length === 0 ? [] : await embedder.embed(unknown, options);
      for (const [at, text] of unknown.entries()) known.set(text, vectors[at] ?? new Float32Array());
      return texts.map((text, at) => {
        const vector = known.get(originals[at] ?? '') ?? new Float32Array();
        return text.includes(COPY_MARK) ? blur(vector, random) : vector;
      });
    },
    [Symbol.asyncDispose]: async () => await embedder[Symbol.asyncDispose](),
  };
}

function toOriginal(text: string): string {
  return text.replace(/\nCopy c\d+\.(?=\n|$)/, '');
}

function blur(vector: Float32Array, random: () => number): Float32Array {
  const blurred = vector.map((value) => value + (random() - 0.5) * NOISE);
  const length = Math.hypot(...blurred);
  return blurred.map((value) => value / length);
}
