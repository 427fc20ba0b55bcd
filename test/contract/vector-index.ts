import { describe, expect, onTestFinished, test } from 'vitest';

import type { QueryResult, VectorIndex } from '../../src/core/ports.ts';
import type { ChunkId } from '../../src/core/profile/chunk.ts';
import { makeChunk, makeChunkId } from '../unit/engines/chunks.ts';

/** A fresh, empty index, and how to be rid of it. */
export interface IndexUnderTest {
  readonly index: VectorIndex;
  readonly close: () => Promise<void>;
}

const robots = makeChunk({
  title: 'Maya Okafor > Experience > Lumenfold Robotics',
  text: 'Staff Software Engineer. Designed Switchyard, which assigns work to robots.',
  hints: 'job, employer',
  link: 'https://lumenfold.example.com/platform',
});
const school = makeChunk({
  title: 'Maya Okafor > Education > University of Leeds',
  text: 'Bachelor of Engineering, on river sensors.',
  hints: 'school, degree',
});
const garden = makeChunk({
  title: 'Notes > A garden at sea — 海の庭 / @home #1',
  text: 'Tomatoes grow on deck.\n\n- salt\n- wind',
  source: 'notes/sea garden.md',
});
const { signal } = new AbortController();

/** How much a suite writes. */
export interface Volume {
  /** More than fit in one page, where there are pages; fewer where each takes long. */
  readonly chunkCount: number;
}

/** What every vector index promises, whatever keeps the vectors. */
export function describeVectorIndex(
  name: string,
  open: () => Promise<IndexUnderTest>,
  { chunkCount }: Volume = { chunkCount: 1200 },
): void {
  const openFilled = async (): Promise<VectorIndex> => {
    const { index, close } = await open();
    onTestFinished(close);
    await index.upsert([robots, school, garden], { signal });
    return index;
  };

  describe(`the ${name} index`, () => {
    test('brings back the chunk that a question is about first, whole', async () => {
      const index = await openFilled();

      const { passages } = await index.query('Who designed Switchyard?', {
        topK: 2,
        live: 'all',
        filter: { audience: 'owner' },
        signal,
      });

      expect(passages[0]?.chunk).toEqual(robots);
    });

    test('gives back every field of every chunk, whatever characters are in it', async () => {
      const index = await openFilled();

      const listed = await index.list({ signal });

      expect(listed.toSorted(byId)).toEqual([robots, school, garden].toSorted(byId));
    });

    test('brings back no more passages than asked for', async () => {
      const index = await openFilled();

      const { passages } = await index.query('Maya Okafor', {
        topK: 1,
        live: 'all',
        filter: { audience: 'owner' },
        signal,
      });

      expect(passages).toHaveLength(1);
    });

    test('orders passages by falling score', async () => {
      const index = await openFilled();

      const { passages } = await index.query('engineering of robots and sensors', {
        topK: 3,
        live: 'all',
        filter: { audience: 'owner' },
        signal,
      });

      const scores = passages.map(({ score }) => score);
      expect(scores.length).toBeGreaterThan(1);
      expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    });

    test('brings back only what is live, even when better matches are not', async () => {
      const index = await openFilled();

      const result = await index.query('robots designed by Maya', {
        topK: 1,
        live: new Set([school.id]),
        filter: { audience: 'owner' },
        signal,
      });

      expect(idsOf(result)).toEqual([school.id]);
    });

    test('brings back nothing when nothing is live', async () => {
      const index = await openFilled();

      const { passages } = await index.query('robots', {
        topK: 3,
        live: new Set<ChunkId>(),
        filter: { audience: 'owner' },
        signal,
      });

      expect(passages).toEqual([]);
    });

    test('is confident enough for a question that a chunk answers', async () => {
      const index = await openFilled();

      const { confidence } = await index.query('Who designed Switchyard?', {
        topK: 3,
        live: 'all',
        filter: { audience: 'owner' },
        signal,
      });

      expect(confidence).toBeGreaterThanOrEqual(index.minConfidence);
      expect(confidence).toBeLessThanOrEqual(1);
    });

    test('is not confident when it holds nothing', async () => {
      const { index, close } = await open();
      onTestFinished(close);

      const { passages, confidence } = await index.query('Who are you?', {
        topK: 3,
        live: 'all',
        filter: { audience: 'owner' },
        signal,
      });

      expect(passages).toEqual([]);
      expect(confidence).toBeLessThan(index.minConfidence);
    });

    test('overwrites a chunk that is written again', async () => {
      const index = await openFilled();

      await index.upsert([{ ...garden, text: 'Beans climb the mast.', hash: 'ff' }], { signal });

      const { passages } = await index.query('beans', { topK: 1, live: 'all', filter: { audience: 'owner' }, signal });
      expect(passages[0]?.chunk.text).toBe('Beans climb the mast.');
      expect((await index.status({ signal })).chunkCount).toBe(3);
    });

    test('forgets what is deleted and does not mind an id that is not there', async () => {
      const index = await openFilled();

      await index.delete([robots.id, makeChunkId('nothing@0')], { signal });

      const result = await index.query('Switchyard robots', {
        topK: 3,
        live: 'all',
        filter: { audience: 'owner' },
        signal,
      });
      expect(idsOf(result)).not.toContain(robots.id);
      expect((await index.list({ signal })).map(({ id }) => id).toSorted()).toEqual([garden.id, school.id].toSorted());
    });

    test('counts its chunks and has none pending once writes have settled', async () => {
      const index = await openFilled();

      expect(await index.status({ signal })).toMatchObject({ chunkCount: 3, pendingCount: 0 });
    });

    test('reports growing progress up to the number of chunks', async () => {
      const { index, close } = await open();
      onTestFinished(close);
      const counts: number[] = [];

      await index.upsert(many(chunkCount), { signal, onProgress: (count) => counts.push(count) });

      expect(counts.length).toBeGreaterThan(1);
      expect(counts).toEqual(counts.toSorted((a, b) => a - b));
      expect(counts.at(-1)).toBe(chunkCount);
    });

    test('lists more chunks than fit in one page', async () => {
      const { index, close } = await open();
      onTestFinished(close);

      await index.upsert(many(chunkCount), { signal });

      expect(new Set((await index.list({ signal })).map(({ id }) => id)).size).toBe(chunkCount);
    });

    test('takes writing nothing and deleting nothing for done', async () => {
      const { index, close } = await open();
      onTestFinished(close);

      await index.upsert([], { signal });
      await index.delete([], { signal });

      expect((await index.status({ signal })).chunkCount).toBe(0);
    });

    test('rejects every call with the reason of the abort', async () => {
      const index = await openFilled();
      const reason = new Error('the turn is over');
      const aborted = AbortSignal.abort(reason);

      const calls = [
        index.query('robots', { topK: 1, live: 'all', filter: { audience: 'owner' }, signal: aborted }),
        index.upsert([robots], { signal: aborted }),
        index.delete([robots.id], { signal: aborted }),
        index.list({ signal: aborted }),
        index.status({ signal: aborted }),
      ];

      for (const call of await Promise.allSettled(calls)) expect(call).toEqual({ status: 'rejected', reason });
      expect((await index.status({ signal })).chunkCount).toBe(3);
    });
  });
}

function idsOf({ passages }: QueryResult): readonly ChunkId[] {
  return passages.map(({ chunk }) => chunk.id);
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1;
}

function many(count: number) {
  return Array.from({ length: count }, (_, i) => makeChunk({ title: `Log > Day ${i}`, text: `Entry number ${i}.` }));
}
