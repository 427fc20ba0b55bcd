import { describe, expect, test } from 'vitest';
import { prepareIndex } from '../../../../src/core/ingest/prepare-index.ts';
import type { VectorIndex } from '../../../../src/core/ports.ts';
import { createFakeClock } from '../../../fakes/clock.ts';
import { makeWorld } from './ingest-world.ts';
import type { IngestWorld, WorldOptions } from './ingest-world.ts';

const files = {
  'digitaltwin.json': { name: 'Maya', city: 'Lisbon', url: 'https://maya.example.com' },
  'b.txt': 'Maya drinks tea.',
};
const { signal } = new AbortController();

describe('the embedded index at start', () => {
  test('is brought up to date with the files', async () => {
    const world = await makeWorld({ files });
    await prepareIndex({ ...world.options, signal });
    await world.write('b.txt', 'Maya drinks coffee.');

    await prepareIndex({ ...world.options, signal });

    expect(await world.liveTexts()).toContain('Maya drinks coffee.');
    expect(await world.state.versions.activeNumber('local')).toBe(2);
  });

  test('keeps the version before when the files cannot be read now', async () => {
    const world = await makeWorld({ files });
    await prepareIndex({ ...world.options, signal });
    for (const path of Object.keys(files)) await world.remove(path);

    await prepareIndex({ ...world.options, signal });

    expect(await world.liveTexts()).toHaveLength(2);
    expect(world.logger.of('ingest.failed')).toMatchObject([{ level: 'error' }]);
  });

  test('fails when there is nothing to read and nothing known', async () => {
    const world = await makeWorld();

    await expect(prepareIndex({ ...world.options, signal })).rejects.toThrow('holds no .json');
  });

  test('logs every few seconds how far a long first ingest is', async () => {
    const clock = createFakeClock();
    const world = await makeWorld({
      files,
      clock,
      wrapIndex: (index) => ({
        ...index,
        upsert: async (chunks, options) => {
          for (let count = 1; count <= 5; count += 1) {
            await clock.advance(1000);
            options.onProgress?.(count);
          }
          await index.upsert(chunks, { signal: options.signal });
        },
      }),
    });

    await prepareIndex({ ...world.options, signal });

    expect(world.logger.of('ingest.progressed')).toMatchObject([{ fields: { step: 'writing', doneCount: 3 } }]);
  });

  test('waits for another process that is at it', async () => {
    const world = await makeWorld({ files });
    await world.state.locks.acquire('ingest', { ttlMs: 700 });

    await prepareIndex({ ...world.options, signal });

    expect(await world.liveTexts()).toHaveLength(2);
  });
});

describe('a hosted index at start', () => {
  test('is filled when it is empty', async () => {
    const world = await makeHosted({ files });

    await prepareIndex({ ...world.options, signal });

    expect(await world.liveTexts()).toHaveLength(2);
  });

  test('is left alone when a version of it is recorded', async () => {
    const world = await makeHosted({ files });
    await prepareIndex({ ...world.options, signal });
    await world.write('b.txt', 'Maya drinks coffee.');

    await prepareIndex({ ...world.options, signal });

    expect(await world.liveTexts()).toContain('Maya drinks tea.');
    expect(await world.state.versions.activeNumber('hosted')).toBe(1);
  });

  test('is adopted as it stands when none is recorded, without a write to it', async () => {
    const filled = await makeHosted({ files });
    await filled.ingest();
    const chunks = await filled.index.list({ signal });
    const world = await makeHosted({
      files: { 'digitaltwin.json': { name: 'Maya', city: 'Porto' } },
      wrapIndex: (index) => readOnly(index, chunks),
    });

    await prepareIndex({ ...world.options, signal });

    expect(await world.liveTexts()).toEqual(chunks.map(({ text }) => text).sort());
    expect(await world.state.versions.active('hosted')).toMatchObject({
      number: 1,
      persona: { name: 'Maya' },
      hosts: ['maya.example.com'],
    });
  });

  test('is adopted only when all that was written to it can be found', async () => {
    const filled = await makeHosted({ files });
    await filled.ingest();
    const chunks = await filled.index.list({ signal });
    const pendingCounts = [1, 1];
    const world = await makeHosted({
      files,
      wrapIndex: (index) => ({
        ...index,
        list: async () => (pendingCounts.length > 0 ? chunks.slice(1) : chunks),
        status: async () => ({ chunkCount: 1, pendingCount: pendingCounts.pop() ?? 0 }),
      }),
    });

    await prepareIndex({ ...world.options, signal });

    expect((await world.state.versions.active('hosted'))?.chunkIds).toHaveLength(2);
  });

  test('is adopted as the files have it where it holds several wordings of a place', async () => {
    const filled = await makeHosted({ files });
    await filled.ingest();
    await filled.write('b.txt', 'Maya drinks coffee.');
    await filled.ingest();
    const chunks = await filled.index.list({ signal });
    const world = await makeHosted({
      files: { ...files, 'b.txt': 'Maya drinks coffee.' },
      wrapIndex: (index) => ({ ...readOnly(index, chunks), query: (...given) => filled.index.query(...given) }),
    });

    await prepareIndex({ ...world.options, signal });

    expect(await world.liveTexts()).toContain('Maya drinks coffee.');
    expect(await world.liveTexts()).not.toContain('Maya drinks tea.');
  });

  test('is adopted anew when the recorded version belongs to another index', async () => {
    const world = await makeHosted({ files });
    await world.ingest();
    const other = await makeHosted({ files: { 'a.txt': 'Somebody else.' } });
    await other.ingest();
    const index = { ...world.index, list: () => other.index.list({ signal }) };

    await prepareIndex({ ...world.options, index, signal });

    expect((await world.state.versions.active('hosted'))?.chunkIds).toHaveLength(1);
  });
});

function makeHosted({ wrapIndex = (index) => index, ...options }: WorldOptions): Promise<IngestWorld> {
  return makeWorld({ ...options, wrapIndex: (index) => ({ ...wrapIndex(index), name: 'hosted' }) });
}

function readOnly(index: VectorIndex, chunks: Awaited<ReturnType<VectorIndex['list']>>): VectorIndex {
  const refuse = async (): Promise<never> => {
    throw new Error('a write to an index that must be left alone');
  };
  return { ...index, list: async () => chunks, upsert: refuse, delete: refuse };
}
