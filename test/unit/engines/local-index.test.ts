import { describe, expect, test } from 'vitest';

import { createLocalIndex } from '../../../src/engines/vector/local.ts';
import { createMemoryChunkStore } from '../../fakes/memory-chunk-store.ts';
import { makeChunk } from './chunks.ts';

const rust = makeChunk({ title: 'Maya Okafor > Skills > Rust', text: 'Six years of Rust.', hints: 'skill' });
const about = makeChunk({
  title: 'Maya Okafor > About',
  text: 'A staff engineer in Rotterdam.',
  hints: 'who are you, where do you live, city, summary',
});
const postgres = makeChunk({ title: 'Maya Okafor > Skills > PostgreSQL', text: 'Query planning.', hints: 'skill' });

describe('the local index', () => {
  test('sees at the next question what another process wrote', async () => {
    const store = createMemoryChunkStore();
    const [reader, writer] = [createLocalIndex({ chunks: store }), createLocalIndex({ chunks: store })];
    await ask(reader, 'Rust');

    await writer.upsert([rust], options);

    expect(await ask(reader, 'Rust')).toMatchObject({ passages: [{ chunk: { id: rust.id } }] });
  });

  test('reads the store once while nothing changes', async () => {
    const store = createMemoryChunkStore();
    const index = createLocalIndex({ chunks: store });
    await index.upsert([rust, about], options);

    await Promise.all([ask(index, 'Rust'), ask(index, 'summary')]);
    await ask(index, 'Rust');

    expect(store.listCount()).toBe(1);
  });

  test('works again once the store that failed is back', async () => {
    const store = createMemoryChunkStore();
    await store.put([rust]);
    let isDown = true;
    const revision = async (): Promise<number> => (isDown ? Promise.reject(new Error('locked')) : store.revision());
    const index = createLocalIndex({ chunks: { ...store, revision } });
    await expect(ask(index, 'Rust')).rejects.toThrow('locked');

    isDown = false;

    expect((await ask(index, 'Rust')).passages).toHaveLength(1);
  });

  test('finds a word with a typing error in it, with less confidence', async () => {
    const index = await filled();

    const [right, wrong] = [await ask(index, 'PostgreSQL'), await ask(index, 'Postgrsql')];

    expect(wrong.passages[0]?.chunk.id).toBe(postgres.id);
    expect(wrong.confidence).toBeLessThan(right.confidence);
    expect(wrong.confidence).toBeGreaterThanOrEqual(index.minConfidence);
  });

  test('does not take a short word for the one it merely looks like', async () => {
    const index = await filled();

    const { confidence } = await ask(index, 'Do you know ruse?');

    expect(confidence).toBeLessThan(index.minConfidence);
  });

  test('does not loosen a word that it knows', async () => {
    const index = await filled(makeChunk({ title: 'Notes', text: 'Rusty bikes.' }));

    const { passages } = await ask(index, 'rust');

    expect(passages.map(({ chunk }) => chunk.id)).toEqual([rust.id]);
  });

  test('finds a year within a period that is given by its ends', async () => {
    const index = await filled(makeChunk({ title: 'Maya > Job', text: 'From March 2017 to June 2021.' }));

    const [within, outside] = [await ask(index, 'What happened in 2019?'), await ask(index, 'What happened in 2016?')];

    expect(within.passages[0]?.chunk.title).toBe('Maya > Job');
    expect(outside.passages).toEqual([]);
  });

  test('finds by its hints a question that is made of stop words', async () => {
    const index = await filled();

    const { passages, confidence } = await ask(index, 'Who are you?');

    expect(passages.map(({ chunk }) => chunk.id)).toEqual([about.id]);
    expect(confidence).toBeGreaterThan(0.7);
  });

  test('takes a question about the owner by name for one about the twin', async () => {
    const index = await filled();

    const { passages } = await ask(index, 'Who is Maya Okafor?');

    expect(passages.map(({ chunk }) => chunk.id)).toEqual([about.id]);
  });

  test('has no confidence in a question without content', async () => {
    const index = await filled();

    expect(await ask(index, 'What is it?')).toEqual({ passages: [], confidence: 0, scale: 'words' });
    expect(await ask(index, '?!')).toEqual({ passages: [], confidence: 0, scale: 'words' });
  });

  test('has little confidence when only a common word of the question is found', async () => {
    const index = await filled();

    const { confidence } = await ask(index, "What is Maya's favourite opera?");

    expect(confidence).toBeLessThan(index.minConfidence);
  });

  test('lets others run while it reads ten thousand chunks', async () => {
    const store = createMemoryChunkStore();
    await store.put(
      Array.from({ length: 10_000 }, (_, i) => makeChunk({ title: `Day ${i}`, text: `Entry number ${i}` })),
    );
    const index = createLocalIndex({ chunks: store });
    let turns = 0;
    const ticking = setInterval(() => (turns += 1), 1);

    await ask(index, 'entry');
    clearInterval(ticking);

    expect(turns).toBeGreaterThan(10);
  });
});

const options = { signal: new AbortController().signal };

async function filled(...more: readonly ReturnType<typeof makeChunk>[]) {
  const index = createLocalIndex({ chunks: createMemoryChunkStore() });
  await index.upsert([rust, about, postgres, ...more], options);
  return index;
}

function ask(index: ReturnType<typeof createLocalIndex>, question: string) {
  return index.query(question, { topK: 5, live: 'all', filter: { audience: 'owner' }, ...options });
}
