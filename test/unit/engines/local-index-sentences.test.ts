import { describe, expect, onTestFinished, test, vi } from 'vitest';

import type { VectorCache } from '../../../src/core/state-store.ts';
import { createLocalIndex } from '../../../src/engines/vector/local.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { createLetterEmbedder } from '../../fakes/letter-embedder.ts';
import { createMemoryChunkStore } from '../../fakes/memory-chunk-store.ts';
import { createMemoryVectorCache } from '../../fakes/memory-vector-cache.ts';
import { makeChunk } from './chunks.ts';

const day = makeChunk({ title: 'Maya > Day', text: 'Tomatoes and beans grow. She found a job. Thanks!' });
const old = makeChunk({ title: 'Maya > Old', text: 'She found a job. Then she left it.' });
const whole = [day, old].map(({ title, text }) => `${title}\n${text}`);
const sentences = [
  'Day: Tomatoes and beans grow.',
  'Day: She found a job.',
  'Old: She found a job.',
  'Old: Then she left it.',
];
const { signal } = new AbortController();

describe('the sentences of a chunk', () => {
  test('are left out by an ingest, which ends with the whole chunks', async () => {
    const { index, embedder } = open();

    await index.upsert([day, old], { signal });

    expect(embedder.texts).toEqual(whole);
    expect((await index.status({ signal })).detail).toBe(
      'words + vectors; the sentences of 2 chunks are still to come',
    );
  });

  test('are embedded behind their place when nobody has asked for a second, without those of under three words', async () => {
    const { index, embedder, clock } = open();
    await index.upsert([day, old], { signal });
    await index.status({ signal });

    await clock.advance(5000);

    expect(embedder.texts.slice(-4)).toEqual(sentences);
    expect((await index.status({ signal })).detail).toBe('words + vectors');
  });

  test('wait while questions come', async () => {
    const { index, embedder, clock, ask } = open();
    await index.upsert([day, old], { signal });

    for (let second = 0; second < 3; second += 1) {
      await ask(`question ${second}`);
      await clock.advance(4500);
    }

    expect(embedder.texts).not.toContain(sentences[0]);
    await clock.advance(500);
    expect(embedder.texts).toContain(sentences[0]);
  });

  test('that are missing at a start are embedded, and the others are not', async () => {
    const first = open();
    await first.index.upsert([old], { signal });
    await first.index.finish({ signal });
    await first.index.upsert([day], { signal });
    const next = open(first);

    await next.index.status({ signal });
    await next.clock.advance(5000);

    expect(next.embedder.texts).toEqual(['Who are you?', ...sentences.slice(0, 2)]);
  });

  test('that are all known let others run while they are looked up', async () => {
    const many = Array.from({ length: 100 }, (_none, at) =>
      makeChunk({ title: `Maya > ${at}`, text: `Day ${at} was long.` }),
    );
    const first = open();
    await first.index.upsert(many, { signal });
    await first.index.finish({ signal });
    let turnCount = 0;
    const turnsAtReads: number[] = [];
    const counted: VectorCache = {
      ...first.vectors,
      read: async (...asked) => {
        turnsAtReads.push(turnCount);
        return await first.vectors.read(...asked);
      },
    };
    const next = open({ chunks: first.chunks, vectors: { ...counted, size: first.vectors.size } });
    await next.index.status({ signal });
    turnsAtReads.length = 0;
    const tick = (): void => {
      turnCount += 1;
      if (turnsAtReads.length < 5 && turnCount < 10_000) setImmediate(tick);
    };
    setImmediate(tick);

    await next.clock.advance(5000);
    await vi.waitFor(() => expect(turnsAtReads).toHaveLength(5), { timeout: 90_000 });

    expect(new Set(turnsAtReads).size).toBe(5);
  });

  test('go on after the embedder has failed', async () => {
    const { index, embedder, clock } = open();
    await index.upsert([day], { signal });
    await index.status({ signal });
    embedder.become('fails');
    await clock.advance(5000);
    embedder.become('works');

    await index.status({ signal });
    await clock.advance(5000);

    expect((await index.status({ signal })).detail).toBe('words + vectors');
  });

  test('come back with the passage, each with its nearness, without those of under three words', async () => {
    const { index, ask } = open();
    await index.upsert([day], { signal });
    const [before] = (await ask('She found a job.')).passages;
    await index.finish({ signal });

    const [after] = (await ask('She found a job.')).passages;

    expect(before?.sentences).toBeUndefined();
    expect(after?.sentences?.map(({ text }) => text)).toEqual(['Tomatoes and beans grow.', 'She found a job.']);
    const [far, near] = after?.sentences ?? [];
    expect(near?.nearness).toBeGreaterThan(far?.nearness ?? 1);
  });

  test('are forgotten with their chunk', async () => {
    const { index, vectors } = open();
    await index.upsert([day, old], { signal });
    await index.finish({ signal });

    await index.delete([day.id], { signal });

    expect(vectors.size()).toBe(3);
  });
});

describe('a disposed index', () => {
  test('embeds and writes nothing more, whether it rests or works', async () => {
    const { index, embedder, vectors, clock } = open();
    await index.upsert([day, old], { signal });
    await index.status({ signal });

    await index[Symbol.asyncDispose]();
    await clock.advance(5000);
    await index.status({ signal });
    await clock.advance(5000);

    expect(clock.sleeperCount).toBe(0);
    expect(embedder.texts).not.toContain(sentences[0]);
    expect(vectors.size()).toBe(2);
  });

  test('writes no sentence whose vector comes too late', async () => {
    const { index, embedder, vectors, clock } = open();
    await index.upsert([day, old], { signal });
    await index.status({ signal });
    const release = embedder.hold();
    await clock.advance(5000);

    const disposing = index[Symbol.asyncDispose]();
    release();
    await disposing;

    expect(embedder.texts).toContain(sentences[0]);
    expect(vectors.size()).toBe(2);
  });
});

function open(
  kept: {
    readonly chunks: ReturnType<typeof createMemoryChunkStore>;
    readonly vectors: VectorCache & { readonly size: () => number };
  } = {
    chunks: createMemoryChunkStore(),
    vectors: createMemoryVectorCache(),
  },
) {
  const { chunks, vectors } = kept;
  const [letters, clock] = [createLetterEmbedder(), createFakeClock()];
  let gate: Promise<void> | undefined;
  const embedder = {
    ...letters,
    embed: async (...asked: Parameters<typeof letters.embed>) => {
      const found = await letters.embed(...asked);
      await gate;
      return found;
    },
    hold(): () => void {
      let release = (): void => undefined;
      gate = new Promise((resolve) => {
        release = resolve;
      });
      return () => release();
    },
  };
  const index = createLocalIndex({ chunks, vectors, embedder, clock });
  onTestFinished(() => index[Symbol.asyncDispose]());
  const ask = (question: string) =>
    index.query(question, { topK: 5, live: 'all', filter: { audience: 'owner' }, signal });
  return { chunks, vectors, embedder, clock, index, ask };
}
