import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { describe, expect, onTestFinished, test } from 'vitest';

import { createEnergeticEmbedder } from '../../../../src/engines/embedding/energetic.ts';
import { createFakeClock } from '../../../fakes/clock.ts';
import { createRecordedLogger } from '../../../fakes/recorded-logger.ts';

const { signal } = new AbortController();
const FIVE_MINUTES = 300_000;

describe('the shipped model', () => {
  test('puts sentences of one meaning nearer to each other than to another, with vectors of length 1', async () => {
    const { embedder } = open();

    const [job, work, river] = await embedder.embed(
      ['What is your job?', 'Where do you work?', 'The river floods in spring.'],
      { signal },
    );

    expect(dot(job, work)).toBeGreaterThan(dot(job, river));
    expect(dot(job, job)).toBeCloseTo(1);
  });

  test('embeds a text alike alone and among others', async () => {
    const { embedder } = open();
    const texts = Array.from({ length: 9 }, (_none, at) => `Entry number ${at}, on robots.`);

    const together = await embedder.embed(texts, { signal });

    const [alone] = await embedder.embed([texts[7] ?? ''], { signal });
    expect(together).toHaveLength(9);
    expect(dot(alone, together[7])).toBeCloseTo(1);
  });
});

describe('a thread that fails', () => {
  test('is told of once, rests for five minutes, and is started again then', async () => {
    const { embedder, clock, logger, install } = await openFile();
    await expect(embedder.embed(['a'], { signal })).rejects.toThrow('could not be loaded');
    await install(ANSWERING);

    await expect(embedder.embed(['b'], { signal })).rejects.toThrow('does not run');
    await clock.advance(FIVE_MINUTES);

    expect(await embedder.embed(['c'], { signal })).toEqual([Float32Array.of(1, 0)]);
    expect(logger.of('embeddings.failed')).toHaveLength(1);
  });

  test('rejects what it was asked when it dies', async () => {
    const { embedder, logger, install } = await openFile();
    await install(`import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => process.exit(1));`);

    await expect(embedder.embed(['a'], { signal })).rejects.toThrow('ended');

    expect(logger.of('embeddings.failed')).toHaveLength(1);
  });

  test('that cannot encode one text goes on with the next', async () => {
    const { embedder, install } = await openFile();
    await install(ANSWERING);
    await expect(embedder.embed(['bad'], { signal })).rejects.toThrow('too odd');

    expect(await embedder.embed(['good'], { signal })).toEqual([Float32Array.of(1, 0)]);
  });
});

test('a call that is given up rejects with the reason at once', async () => {
  const { embedder, install } = await openFile();
  await install(`import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => {});`);
  const controller = new AbortController();
  const embedding = embedder.embed(['a'], { signal: controller.signal });

  controller.abort(new Error('the turn is over'));

  await expect(embedding).rejects.toThrow('the turn is over');
});

test('a closed embedder embeds nothing more', async () => {
  const { embedder, logger } = open();
  const asked = Promise.allSettled([embedder.embed(['What is your job?'], { signal })]);

  await embedder[Symbol.asyncDispose]();

  expect(await asked).toMatchObject([{ reason: { message: 'The sentence encoder is closed.' } }]);
  await expect(embedder.embed(['b'], { signal })).rejects.toThrow('closed');
  expect(logger.lines).toEqual([]);
});

test('the thread sees no variable of the environment, where keys are', async () => {
  const { embedder, install } = await openFile();
  await install(`import { parentPort } from 'node:worker_threads';
    parentPort.on('message', ({ id }) => {
      parentPort.postMessage({ id, vectors: Float32Array.of(Object.keys(process.env).length) });
    });`);

  expect(await embedder.embed(['a'], { signal })).toEqual([Float32Array.of(0)]);
});

const ANSWERING = `import { parentPort } from 'node:worker_threads';
parentPort.on('message', ({ id, texts }) => {
  if (texts.includes('bad')) parentPort.postMessage({ id, problem: 'too odd' });
  else parentPort.postMessage({ id, vectors: Float32Array.from(texts.flatMap(() => [1, 0])) });
});`;

function open(workerUrl?: URL) {
  const [clock, logger] = [createFakeClock(), createRecordedLogger()];
  const embedder = createEnergeticEmbedder({ clock, logger, workerUrl });
  onTestFinished(() => embedder[Symbol.asyncDispose]());
  return { embedder, clock, logger };
}

/** With a thread whose module is not there until it is installed. */
async function openFile() {
  const folder = await mkdtemp(join(tmpdir(), 'asktwin-encoder-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'worker.mjs');
  return { ...open(pathToFileURL(file)), install: (source: string) => writeFile(file, source) };
}

function dot(a: Float32Array = new Float32Array(0), b: Float32Array = new Float32Array(0)): number {
  return a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
}
