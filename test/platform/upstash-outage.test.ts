import { describe, expect, onTestFinished, test, vi } from 'vitest';

import type { Chunk } from '../../src/core/profile/chunk.ts';
import { createCopiedIndex } from '../../src/engines/vector/copied-index.ts';
import { createUpstashIndex } from '../../src/engines/vector/upstash.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createRecordedLogger } from '../fakes/recorded-logger.ts';
import { startUpstashFake } from '../fakes/upstash/upstash-fake.ts';
import { makeChunk } from '../unit/engines/chunks.ts';

const { signal } = new AbortController();
const robots = makeChunk({ title: 'Lumenfold', text: 'She builds robots for warehouses.' });
const boats = makeChunk({ title: 'Harbour', text: 'She repaired wooden boats.' });
const secret = makeChunk({ title: 'Diary', text: 'She dreams of robots.', audience: 'owner' });
const DOWN = { kind: 'status', status: 503 } as const;

describe('an Upstash index that is copied', () => {
  test('is answered for by its copy while the service is down, and says so', async () => {
    const { index, fake, ask } = await setUp({ written: [robots, boats] });
    fake.failAll(DOWN);

    const found = await ask();

    expect(found.passages[0]?.chunk).toEqual(robots);
    expect(found.isFromCopy).toBe(true);
    expect(found.confidence).toBeGreaterThan(index.minConfidence);
  });

  test('keeps from a place in an outage what it may not see', async () => {
    const { fake, ask } = await setUp({ written: [robots, secret] });
    fake.failAll(DOWN);

    const found = await ask();

    expect(found.passages.map(({ chunk }) => chunk.title)).toEqual(['Lumenfold']);
  });

  test('is left alone after three failures, then asked again, and answers itself when it is back', async () => {
    const { fake, clock, ask } = await setUp({ written: [robots] });
    fake.failAll({ kind: 'status', status: 500 });
    for (let count = 0; count < 3; count += 1) await ask();
    const callCount = fake.calls.length;

    const duringPause = await ask();
    const callsInPause = fake.calls.length - callCount;
    fake.failAll(undefined);
    await clock.advance(5000);
    const after = await ask();

    expect(duringPause.isFromCopy).toBe(true);
    expect(callsInPause).toBe(0);
    expect(after.isFromCopy).toBeUndefined();
  });

  test('is copied from what is in it when a process starts with a filled index', async () => {
    const { fake, ask, index } = await setUp({ seeded: [robots, boats] });

    await ask();
    await vi.waitUntil(() => fake.calls.some(({ command }) => command === 'range'), { timeout: 90_000 });
    await index[Symbol.asyncDispose]();
    fake.failAll(DOWN);

    expect((await ask()).isFromCopy).toBe(true);
  });

  test('is copied from the files when a process starts in an outage', async () => {
    const { fake, ask } = await setUp({ files: [robots, boats] });
    fake.failAll(DOWN);

    const found = await ask();

    expect(found.passages[0]?.chunk).toEqual(robots);
  });

  test('fails in an outage when the files no longer make what readers may see', async () => {
    const { fake, ask } = await setUp({ files: [robots] });
    fake.failAll(DOWN);

    await expect(ask([robots, boats])).rejects.toThrow(/Upstash/);
  });

  test('is not copied when it is too large', async () => {
    const { fake, ask } = await setUp({ seeded: [robots, boats], maxChunks: 1 });

    await ask();
    await vi.waitUntil(() => fake.calls.filter(({ command }) => command === 'info').length === 2, {
      timeout: 90_000,
    });

    expect(fake.calls.some(({ command }) => command === 'range')).toBe(false);
  });

  test('is not answered for by a copy when its token is rejected: that does not pass by itself', async () => {
    const { fake, ask } = await setUp({ written: [robots] });
    fake.failAll({ kind: 'status', status: 401 });

    await expect(ask()).rejects.toMatchObject({ kind: 'auth' });
  });

  test('measures words alone on its copy, so that they have a threshold of their own', async () => {
    const { fake, index } = await setUp({ written: [robots] });
    const callCount = fake.calls.length;

    const found = await index.query('robots', { ...toQuery([robots]), withoutVectors: true });

    expect(found.scale).toBe('words');
    expect(fake.calls).toHaveLength(callCount);
  });
});

interface World {
  readonly written?: readonly Chunk[];
  readonly seeded?: readonly Chunk[];
  readonly files?: readonly Chunk[];
  readonly maxChunks?: number;
}

async function setUp({ written = [], seeded = [], files = [], maxChunks }: World) {
  const fake = await startUpstashFake();
  onTestFinished(() => fake.close());
  const clock = createFakeClock();
  // What it waits for between its tries passes in no time.
  const hosted = createUpstashIndex({ ...fake, clock: { now: () => clock.now(), sleep: async () => {} } });
  await hosted.upsert(seeded, { signal });
  const logger = createRecordedLogger();
  const index = createCopiedIndex({ hosted, readFiles: async () => files, maxChunks, clock, logger });
  onTestFinished(() => index[Symbol.asyncDispose]());
  await index.upsert(written, { signal });
  const ask = (live = [...written, ...seeded, ...files]) => index.query('Who builds robots?', toQuery(live));
  return { fake, clock, index, ask };
}

function toQuery(live: readonly Chunk[]) {
  const filter = { audience: 'public' as const };
  return { topK: 3, live: new Set(live.map(({ id }) => id)), filter, signal };
}
