import { describe, expect, test } from 'vitest';

import { createCalibrate } from '../../../../src/core/ingest/calibrate.ts';
import { FOREIGN_QUESTIONS } from '../../../../src/core/ingest/foreign-questions.ts';
import type { Candidate } from '../../../../src/core/ingest/version-gate.ts';
import type { QueryOptions, VectorIndex } from '../../../../src/core/ports.ts';
import type { Chunk } from '../../../../src/core/profile/chunk.ts';
import { createLocalIndex } from '../../../../src/engines/vector/local.ts';
import { createMemoryChunkStore } from '../../../fakes/memory-chunk-store.ts';
import { makeChunk } from '../../engines/chunks.ts';

const chunks = [
  makeChunk({ title: 'Maya Okafor > Skills > Rust', text: 'Six years of Rust.', hints: 'know, good at' }),
  makeChunk({ title: 'Maya Okafor > About', text: 'A staff engineer in Rotterdam.', hints: 'live, city' }),
  makeChunk({ title: 'Maya Okafor > Education > Delft', text: 'Studied physics.', hints: 'university, degree' }),
];
const { signal } = new AbortController();

describe('calibrating', () => {
  test('finds a threshold that refuses most foreign questions and keeps what the files answer', async () => {
    const index = await toIndex(chunks);

    const { words = 0 } = await createCalibrate({ index })(toCandidate(chunks), { signal });

    const foreign = await Promise.all(FOREIGN_QUESTIONS.map(async (question) => toConfidence(index, question)));
    const refused = foreign.filter((confidence) => confidence < words).length / foreign.length;
    expect(refused).toBeGreaterThan(0.75);
    expect(await toConfidence(index, 'Do you know Rust?')).toBeGreaterThanOrEqual(words);
    expect(await toConfidence(index, 'Where did you study physics?')).toBeGreaterThanOrEqual(words);
  });

  test('asks for more where foreign questions meet more', async () => {
    const crowd = FOREIGN_QUESTIONS.map((question, i) =>
      makeChunk({ title: `Note ${i}`, text: `${question} No idea.` }),
    );
    const crowded = [...chunks, ...crowd];

    const few = await createCalibrate({ index: await toIndex(chunks) })(toCandidate(chunks), { signal });
    const many = await createCalibrate({ index: await toIndex(crowded) })(toCandidate(crowded), { signal });

    expect(many['words']).toBeGreaterThan(few['words'] ?? 1);
    expect(many['words']).toBeLessThan(1);
  });

  test('is hardly moved by the few foreign questions that the files happen to answer', async () => {
    const answered = FOREIGN_QUESTIONS.slice(0, 10).map((text, i) => makeChunk({ title: `Question ${i}`, text }));
    const lucky = [...chunks, ...answered];

    const plain = await createCalibrate({ index: await toIndex(chunks) })(toCandidate(chunks), { signal });
    const spoilt = await createCalibrate({ index: await toIndex(lucky) })(toCandidate(lucky), { signal });

    expect(Math.abs((spoilt['words'] ?? 1) - (plain['words'] ?? 0))).toBeLessThan(0.25);
  });

  test('asks the candidate alone, as the owner sees it', async () => {
    const asked: QueryOptions[] = [];
    const candidate = toCandidate(chunks.slice(0, 1));

    await createCalibrate({ index: toScripted((_, options) => void asked.push(options)) })(candidate, { signal });

    expect(asked.every(({ live, filter }) => live !== 'all' && live.size === 1 && filter.audience === 'owner')).toBe(
      true,
    );
  });

  test('asks no more than it may, a few at a time, and says how far it is', async () => {
    let [running, most] = [0, 0];
    const index = toScripted(async () => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
    });
    const progress: (readonly [number, number])[] = [];

    await createCalibrate({ index, questionCount: 24, concurrency: 3 })(toCandidate(chunks), {
      signal,
      onProgress: (doneCount, totalCount) => progress.push([doneCount, totalCount]),
    });

    expect(most).toBe(3);
    expect(progress).toHaveLength(24);
    expect(progress.at(-1)).toEqual([24, 24]);
  });

  test('measures each scale by itself, and none that was met too seldom', async () => {
    const index = toScripted(
      () => undefined,
      (at) => (at >= 155 && at < FOREIGN_QUESTIONS.length ? 'other' : at % 2 === 0 ? 'words' : 'words+vectors'),
    );

    const thresholds = await createCalibrate({ index })(toCandidate(chunks), { signal });

    expect(Object.keys(thresholds).toSorted()).toEqual(['words', 'words+vectors']);
  });

  test('measures words alone, too, where vectors may be late', async () => {
    const index = toScripted(
      () => undefined,
      (_at, { withoutVectors }) => (withoutVectors === true ? 'words' : 'words+vectors'),
      ({ withoutVectors }) => (withoutVectors === true ? 0.6 : 0.4),
    );

    const thresholds = await createCalibrate({ index })(toCandidate(chunks), { signal });

    expect(thresholds['words']).toBeCloseTo(0.6);
    expect(thresholds['words+vectors']).toBeCloseTo(0.4);
  });

  test('asks an index that knows one scale just once more', async () => {
    let count = 0;
    const index = toScripted(() => {
      count += 1;
    });

    await createCalibrate({ index, questionCount: 24 })(toCandidate(chunks), { signal });

    expect(count).toBe(25);
  });

  test('stops as soon as it is aborted', async () => {
    const stop = new AbortController();
    let count = 0;
    const index = toScripted(() => {
      count += 1;
      if (count === 5) stop.abort(new Error('enough'));
    });

    const calibrating = createCalibrate({ index })(toCandidate(chunks), { signal: stop.signal });

    await expect(calibrating).rejects.toThrow('enough');
    expect(count).toBeLessThan(10);
  });
});

describe('the foreign questions', () => {
  test('are told apart, and every beginning holds all kinds of them', () => {
    expect(new Set(FOREIGN_QUESTIONS).size).toBe(FOREIGN_QUESTIONS.length);
    expect(FOREIGN_QUESTIONS.length).toBeGreaterThanOrEqual(150);
    expect(FOREIGN_QUESTIONS.slice(0, 6).filter((question) => /COBOL|Fortran/.test(question))).toHaveLength(2);
  });
});

async function toIndex(held: readonly Chunk[]): Promise<VectorIndex> {
  const index = createLocalIndex({ chunks: createMemoryChunkStore() });
  await index.upsert(held, { signal });
  return index;
}

async function toConfidence(index: VectorIndex, question: string): Promise<number> {
  return (await index.query(question, { topK: 8, live: 'all', filter: { audience: 'owner' }, signal })).confidence;
}

function toCandidate(held: readonly Chunk[]): Candidate {
  const persona = { name: 'Maya Okafor', headline: '', suggestions: [] };
  const version = { number: 1, createdAt: 0, chunkIds: held.map(({ id }) => id), persona, hosts: [], thresholds: {} };
  return { version, chunks: held };
}

function toScripted(
  onQuery: (question: string, options: QueryOptions) => unknown,
  toScale: (at: number, options: QueryOptions) => string = () => 'words',
  confide: (options: QueryOptions) => number = () => 0.5,
): VectorIndex {
  let at = 0;
  return {
    ...createLocalIndex({ chunks: createMemoryChunkStore() }),
    async query(question, options) {
      const scale = toScale(at++, options);
      await onQuery(question, options);
      return { passages: [], confidence: confide(options), scale };
    },
  };
}
