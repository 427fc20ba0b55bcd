import { setImmediate as yieldToOthers } from 'node:timers/promises';

import type { Chunk, ChunkId } from '../../core/profile/chunk.ts';

/** Vectors of chunks in memory, all compared with the question's: exact, and fast enough up to some 20,000. */
export interface DenseIndex {
  readonly size: number;
  has(id: ChunkId): boolean;
  /** Makes room for so many more at once. */
  expect(count: number): void;
  set(chunk: Chunk, vector: Float32Array): void;
  remove(id: ChunkId): void;
  /** The cosine of every chunk that has a vector; one that comes or goes meanwhile may be missed. */
  compare(question: Float32Array): Promise<Comparison>;
}

/** Cosines with one question, in the order of their chunks. */
export interface Comparison {
  readonly chunks: readonly Chunk[];
  readonly cosines: Float32Array;
}

/** Rows are compared in blocks of about 8 ms, and others get their turn in between. */
const BLOCK_ROWS = 10_000;
const FIRST_CAPACITY = 64;

/** Makes an empty index; the first vector decides the size of all. */
export function createDenseIndex(): DenseIndex {
  const rowOf = new Map<ChunkId, number>();
  const chunks: Chunk[] = [];
  let size = 0;
  // One piece: a scan over ten thousand arrays takes three times as long.
  let matrix = new Float32Array(0);

  let expectedCount = 0;

  const reserve = (rowCount: number): void => {
    if (matrix.length >= rowCount * size) return;
    const grown = new Float32Array(Math.max(expectedCount, Math.ceil(rowCount * 1.25), FIRST_CAPACITY) * size);
    grown.set(matrix);
    matrix = grown;
  };

  return {
    get size() {
      return chunks.length;
    },
    has: (id) => rowOf.has(id),
    expect(count) {
      expectedCount = chunks.length + count;
    },
    set(chunk, vector) {
      if (size === 0) size = vector.length;
      if (vector.length !== size) return;
      const row = rowOf.get(chunk.id) ?? chunks.length;
      reserve(row + 1);
      rowOf.set(chunk.id, row);
      chunks[row] = chunk;
      matrix.set(vector, row * size);
    },
    remove(id) {
      const row = rowOf.get(id);
      if (row === undefined) return;
      rowOf.delete(id);
      const last = chunks.pop();
      if (last === undefined || last.id === id) return;
      // The last row fills the gap.
      chunks[row] = last;
      rowOf.set(last.id, row);
      matrix.copyWithin(row * size, chunks.length * size, (chunks.length + 1) * size);
    },
    async compare(question) {
      const compared: Chunk[] = [];
      const cosines = new Float32Array(chunks.length);
      for (let start = 0; start < cosines.length; start += BLOCK_ROWS) {
        if (start > 0) await yieldToOthers();
        // No iterator: this is the inner loop of every question, and what it leaves behind has to be collected.
        const block = chunks.slice(start, Math.min(start + BLOCK_ROWS, cosines.length));
        for (let at = 0; at < block.length; at += 1) cosines[start + at] = dot(question, matrix, (start + at) * size);
        compared.push(...block);
      }
      return { chunks: compared, cosines };
    },
  };
}

/** The cosine of two unit vectors, of which one may be a row of a matrix. */
export function dot(question: Float32Array, rows: Float32Array, offset = 0): number {
  // Four sums that do not wait for each other take half the time of one.
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let i = 0; i < question.length; i += 4) {
    const at = offset + i;
    a += (question[i] ?? 0) * (rows[at] ?? 0);
    b += (question[i + 1] ?? 0) * (rows[at + 1] ?? 0);
    c += (question[i + 2] ?? 0) * (rows[at + 2] ?? 0);
    d += (question[i + 3] ?? 0) * (rows[at + 3] ?? 0);
  }
  return a + b + c + d;
}
