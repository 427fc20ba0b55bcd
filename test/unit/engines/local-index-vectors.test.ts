import { afterEach, describe, expect, test, vi } from 'vitest';

import type { ChunkFilter, QueryOptions } from '../../../src/core/ports.ts';
import type { Chunk } from '../../../src/core/profile/chunk.ts';
import type { VectorCache } from '../../../src/core/state-store.ts';
import { createLocalIndex } from '../../../src/engines/vector/local.ts';
import { createLetterEmbedder } from '../../fakes/letter-embedder.ts';
import { createMemoryChunkStore } from '../../fakes/memory-chunk-store.ts';
import { createMemoryVectorCache } from '../../fakes/memory-vector-cache.ts';
import { makeChunk } from './chunks.ts';

const employer = makeChunk({ title: 'Maya > Lumenfold', text: 'Her employer since spring.' });
const leeds = makeChunk({ title: 'Maya > Leeds', text: 'A degree at the university.' });
const garden = makeChunk({ title: 'Maya > Notes', text: 'Tomatoes and beans.' });
const { signal } = new AbortController();

afterEach(() => {
  vi.useRealTimers();
});

describe('with vectors, the local index', () => {
  test('finds a chunk that shares no word with the question', async () => {
    const { index, ask } = await filled(employer, leeds, garden);

    const { passages, scale } = await ask('What is your job?');

    expect(passages[0]?.chunk).toEqual(employer);
    expect(scale).toBe('words+vectors');
    expect((await index.status({ signal })).detail).toBe(toDetail(3));
  });

  test('answers by words alone when it is asked to', async () => {
    const { ask } = await filled(employer, leeds, garden);

    const { passages, scale } = await ask('Tomatoes?', { withoutVectors: true });

    expect(passages.map(({ chunk }) => chunk)).toEqual([garden]);
    expect(scale).toBe('words');
  });

  test('embeds only what the cache does not hold, and a text that stands twice once', async () => {
    const { vectors } = await filled(employer, leeds);
    const [embedder, twin] = [createLetterEmbedder(), makeChunk({ ...garden, source: 'copy.md' })];
    const index = createLocalIndex({ chunks: createMemoryChunkStore(), vectors, embedder });

    await index.upsert([employer, leeds, garden, twin], { signal });

    expect(embedder.texts).toEqual([`${garden.title}\n${garden.text}`]);
  });

  test('leaves what is not in Latin script to its words', async () => {
    const chinese = makeChunk({ title: '关于', text: '她住在鹿特丹。' });
    const embedder = createLetterEmbedder();
    const index = createLocalIndex({
      chunks: createMemoryChunkStore(),
      vectors: createMemoryVectorCache(),
      embedder,
    });

    await index.upsert([employer, chinese], { signal });

    expect(embedder.texts).toEqual([`${employer.title}\n${employer.text}`]);
    expect((await index.status({ signal })).detail).toBe(toDetail(1));
  });

  test('embeds nothing of another model', async () => {
    const { vectors } = await filled(employer);
    const embedder = createLetterEmbedder({ model: 'letters@2' });
    const index = createLocalIndex({ chunks: createMemoryChunkStore(), vectors, embedder });

    await index.upsert([employer], { signal });

    expect(embedder.texts).toHaveLength(1);
  });

  test('forgets the vectors of what is deleted', async () => {
    const { index, vectors } = await filled(employer, leeds);

    await index.delete([leeds.id], { signal });

    expect(vectors.size()).toBe(1);
  });

  test('finds by words what has no vector, among others that have', async () => {
    const { chunks, ask } = await filled(employer, leeds);
    const chunk = makeChunk({ title: 'Zither', text: 'Plays the zither.' });
    await chunks.put([chunk]);

    const { passages, scale } = await ask('zither');

    expect(passages[0]?.chunk).toEqual(chunk);
    expect(scale).toBe('words+vectors');
  });

  test('embeds in the background what was written without vectors', async () => {
    const chunks = createMemoryChunkStore();
    await createLocalIndex({ chunks }).upsert([employer, leeds], { signal });
    const index = createLocalIndex({ chunks, vectors: createMemoryVectorCache(), embedder: createLetterEmbedder() });

    await vi.waitFor(async () => expect((await index.status({ signal })).detail).toBe(toDetail(2)), {
      timeout: 90_000,
    });

    const { passages } = await index.query('job', options());
    expect(passages[0]?.chunk).toEqual(employer);
  });

  test('puts a chunk first of which one sentence is nearest, whatever else stands in it', async () => {
    const long = makeChunk({ title: 'Maya > Day', text: 'Tomatoes and beans. She found a job.' });
    const blended = makeChunk({ title: 'Maya > Old', text: 'A career of tomatoes and beans.' });
    const { ask, index } = await filled(blended, long);
    await index.finish({ signal });

    const { passages } = await ask('Which employer?');

    expect(passages[0]?.chunk).toEqual(long);
  });

  test('moves the ranking by the context, and not the confidence', async () => {
    const { ask } = await filled(employer, leeds, garden);
    const plain = await ask('since when');

    const moved = await ask('since when', { context: [{ text: 'Maya > Leeds university degree', weight: 2 }] });

    expect(plain.passages[0]?.chunk).toEqual(employer);
    expect(moved.passages[0]?.chunk).toEqual(leeds);
  });

  test.each(['public', 'members'] as const)(
    'tells a place of audience %s nothing of the chunks for the owner',
    async (audience) => {
      const secret = makeChunk({
        title: 'Maya > Salary',
        text: 'Her job pays a lot, employer since spring.',
        audience: 'owner',
      });
      const [without, within] = [await filled(employer, leeds, garden), await filled(employer, leeds, garden, secret)];

      for (const question of ['What is your job?', 'Salary?', 'spring employer', 'payz']) {
        const filter: ChunkFilter = { audience };
        expect(await within.ask(question, { filter })).toEqual(await without.ask(question, { filter }));
      }
    },
  );

  test('brings back only chunks with one of the tags, however near others are', async () => {
    const tagged = makeChunk({ title: 'Maya > Talks', text: 'A talk.', tags: ['talk'] });
    const { ask } = await filled(employer, leeds, tagged);

    const { passages } = await ask('What is your job?', { filter: { audience: 'owner', tags: ['talk', 'other'] } });

    expect(passages.map(({ chunk }) => chunk.id)).toEqual([tagged.id]);
  });

  test('searches by words alone a question in a script that the model does not know', async () => {
    const { ask, embedder } = await filled(employer);

    const { scale } = await ask('她的工作是什么?');

    expect(scale).toBe('words');
    expect(embedder.texts).toHaveLength(1);
  });
});

describe('when the embedder fails, the local index', () => {
  test('writes all the same, searches by words alone, and says so', async () => {
    const { index, embedder, ask } = open();
    embedder.become('fails');
    await index.upsert([employer, leeds], { signal });

    const { passages, scale } = await ask('employer');

    expect(passages[0]?.chunk).toEqual(employer);
    expect(scale).toBe('words');
    expect((await index.status({ signal })).detail).toBe('words alone (the sentence encoder does not run)');
  });

  test('asks it once in an ingest', async () => {
    const { index, embedder } = open();
    embedder.become('fails');

    await index.upsert(
      Array.from({ length: 100 }, (_none, at) => makeChunk({ text: `Day ${at}.` })),
      { signal },
    );

    expect(embedder.texts.length).toBeLessThan(50);
  });

  test('does not wait for one that is late', async () => {
    const { embedder, ask } = await filled(employer, leeds);
    await ask('job');
    embedder.become('hangs');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });

    const asked = ask('university');
    await vi.advanceTimersByTimeAsync(2000);

    expect(await asked).toMatchObject({ passages: [{ chunk: leeds }], scale: 'words' });
  });
});

test('without an embedder the local index says that it searches by words alone', async () => {
  const index = createLocalIndex({ chunks: createMemoryChunkStore() });

  expect((await index.status({ signal })).detail).toBe('words alone (embeddings are off)');
});

/** What an index says of itself whose whole chunks have vectors. */
function toDetail(chunkCount: number): string {
  return `words + vectors; the sentences of ${chunkCount} chunks are still to come`;
}

function options(more: Partial<QueryOptions> = {}): QueryOptions {
  return { topK: 5, live: 'all', filter: { audience: 'owner' }, signal, ...more };
}

function open() {
  const [chunks, embedder] = [createMemoryChunkStore(), createLetterEmbedder()];
  const vectors: VectorCache & { readonly size: () => number } = createMemoryVectorCache();
  const index = createLocalIndex({ chunks, vectors, embedder });
  const ask = (question: string, more: Partial<QueryOptions> = {}) => index.query(question, options(more));
  return { chunks, embedder, vectors, index, ask };
}

async function filled(...chunks: readonly Chunk[]) {
  const opened = open();
  await opened.index.upsert(chunks, { signal });
  return opened;
}
