import type { Embedder } from '../../src/core/ports.ts';

/** An embedder without a model. */
export interface LetterEmbedder extends Embedder {
  /** Every text that it was given. */
  readonly texts: readonly string[];
  /** What it does from now on: `fails` rejects, `hangs` never answers. */
  become(manner: 'works' | 'fails' | 'hangs'): void;
}

const MEANINGS = [
  ['job', 'work', 'employer', 'career'],
  ['school', 'study', 'degree', 'university'],
  ['garden', 'tomatoes', 'beans'],
];

/** Makes an embedder to which texts with words of one meaning are alike, and all others stand across. */
export function createLetterEmbedder({ model = 'letters@1' }: { readonly model?: string } = {}): LetterEmbedder {
  const texts: string[] = [];
  let manner: 'works' | 'fails' | 'hangs' = 'works';
  return {
    model,
    texts,
    become(next) {
      manner = next;
    },
    async embed(asked, { signal }) {
      signal.throwIfAborted();
      if (asked.includes('')) throw new Error('An empty text cannot be embedded.');
      texts.push(...asked);
      if (manner === 'fails') throw new Error('The model does not run.');
      if (manner === 'hangs') return await new Promise<never>(() => undefined);
      return asked.map(toVector);
    },
    async [Symbol.asyncDispose]() {},
  };
}

function toVector(text: string): Float32Array {
  const words = text.toLowerCase().match(/\w+/g) ?? [];
  const counts = MEANINGS.map((meaning) => words.filter((word) => meaning.includes(word)).length);
  const vector = Float32Array.from([...counts, 0.1]);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}
