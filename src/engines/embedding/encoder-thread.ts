import { Worker } from 'node:worker_threads';

import { z } from 'zod';

/** A thread with the model. It lives until it fails or is closed. */
export interface EncoderThread {
  /** Whether it has neither failed nor been closed. */
  readonly isAlive: boolean;
  /**
   * Unit vectors, one per text, in order. Several calls are answered one after the other.
   *
   * @throws {Error} the thread could not start, has died, or could not encode these texts
   */
  encode(texts: readonly string[]): Promise<readonly Float32Array[]>;
  close(): Promise<void>;
}

interface Waiting {
  readonly count: number;
  readonly resolve: (vectors: readonly Float32Array[]) => void;
  readonly reject: (error: Error) => void;
}

const reply = z.union([
  z.object({ id: z.number(), vectors: z.instanceof(Float32Array) }),
  z.object({ id: z.number(), problem: z.string() }),
]);

/** What a text leaves behind is gone with the next one: with the default of 48 the thread only holds more of it. */
const YOUNG_GENERATION_MB = 8;

/** Starts the thread; whether it could load shows at the first call. */
export function startEncoderThread(url: URL): EncoderThread {
  // Nothing that the packages print may reach stdout, which belongs to the command line and to MCP, nor may they see keys.
  const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB };
  const worker = new Worker(url, { env: {}, execArgv: [], stdout: true, stderr: true, resourceLimits });
  worker.stdout.resume();
  worker.stderr.resume();
  const waiting = new Map<number, Waiting>();
  let failure: Error | undefined;
  let lastId = 0;

  // Only a call that is waited for holds the process, and the end of the thread, which a late reply must not let go.
  const settle = (id: number): Waiting | undefined => {
    const one = waiting.get(id);
    if (waiting.delete(id) && waiting.size === 0) worker.unref();
    return one;
  };
  const fail = (error: Error): void => {
    failure ??= error;
    for (const id of waiting.keys()) settle(id)?.reject(failure);
  };

  worker.unref();
  worker.on('message', (message: unknown) => {
    const parsed = reply.parse(message);
    const one = settle(parsed.id);
    if ('problem' in parsed) one?.reject(new Error(`The sentence encoder failed: ${parsed.problem}`));
    else one?.resolve(toRows(parsed.vectors, one.count));
  });
  worker.on('error', (cause) => fail(new Error('The sentence encoder could not be loaded, or died.', { cause })));
  worker.on('exit', () => fail(new Error('The sentence encoder ended.')));

  return {
    get isAlive() {
      return failure === undefined;
    },
    encode: (texts) =>
      new Promise((resolve, reject) => {
        if (failure !== undefined) return reject(failure);
        lastId += 1;
        waiting.set(lastId, { count: texts.length, resolve, reject });
        worker.ref();
        worker.postMessage({ id: lastId, texts });
      }),
    async close() {
      fail(new Error('The sentence encoder is closed.'));
      await worker.terminate();
    },
  };
}

function toRows(flat: Float32Array, count: number): readonly Float32Array[] {
  const size = flat.length / count;
  return Array.from({ length: count }, (_, at) => flat.subarray(at * size, (at + 1) * size));
}
