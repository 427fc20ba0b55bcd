import { expect, onTestFinished, test } from 'vitest';
import { prepareIndex } from '../../src/core/ingest/prepare-index.ts';
import { createUpstashIndex } from '../../src/engines/vector/upstash.ts';
import { systemClock } from '../../src/support/clock.ts';
import { startUpstashFake } from '../fakes/upstash/upstash-fake.ts';
import type { UpstashFake } from '../fakes/upstash/upstash-fake.ts';
import { makeWorld, readLive } from '../unit/core/ingest/ingest-world.ts';
import type { IngestWorld } from '../unit/core/ingest/ingest-world.ts';

const { signal } = new AbortController();
/** 250 files are three batches. */
const FILE_COUNT = 250;
const sayings = (word: string): Record<string, string> =>
  Object.fromEntries(Array.from({ length: FILE_COUNT }, (_, index) => [`${index}.txt`, `Fact ${index} is ${word}.`]));

test('an empty Upstash index is filled at start and left alone after that', async () => {
  const { world, fake } = await makeUpstashWorld({ 'a.txt': 'Maya lives in Lisbon.' });

  await prepareIndex({ ...world.options, signal });
  await world.write('a.txt', 'Maya lives in Porto.');
  await prepareIndex({ ...world.options, signal });

  expect(fake.vectors().map(({ data }) => data)).toEqual(['A\nMaya lives in Lisbon.']);
  expect(fake.calls.filter(({ command }) => command === 'upsert-data')).toHaveLength(1);
  expect(fake.problems).toEqual([]);
});

test('a changed fact replaces the old one in Upstash, and a second ingest writes nothing', async () => {
  const { world, fake } = await makeUpstashWorld({ 'a.txt': 'Maya lives in Lisbon.', 'b.txt': 'Maya builds robots.' });
  await world.ingest();
  await world.write('a.txt', 'Maya lives in Porto.');

  const report = await world.ingest();
  const writesBefore = writeCount(fake);
  await world.ingest();

  expect(report).toMatchObject({ version: 2, changed: ['A'], unchangedCount: 1 });
  expect(await world.liveTexts()).toEqual(['Maya builds robots.', 'Maya lives in Porto.']);
  expect(fake.vectors()).toHaveLength(3);
  expect(writeCount(fake)).toBe(writesBefore);
});

test.each([1, 2, 3])(
  'readers keep the old version when batch %i fails, and the next ingest brings the new one',
  async (batch) => {
    const { world, fake } = await makeUpstashWorld(sayings('old'));
    await world.ingest();
    for (const [path, text] of Object.entries(sayings('new'))) await world.write(path, text);
    const isBroken = failBatch(world, fake, batch);

    await expect(isBroken).rejects.toThrow('Upstash');
    const between = await readLive(world.state, world.index);
    const report = await world.ingest();

    expect(between).toHaveLength(FILE_COUNT);
    expect(between.every((text) => text.endsWith('old.'))).toBe(true);
    expect(report.changed).toHaveLength(FILE_COUNT);
    expect((await world.liveTexts()).every((text) => text.endsWith('new.'))).toBe(true);
    expect(fake.vectors()).toHaveLength(2 * FILE_COUNT);
  },
);

test('readers change over only when Upstash can find what was written', async () => {
  const { world, fake } = await makeUpstashWorld({ 'a.txt': 'Maya lives in Lisbon.' });
  await world.ingest();
  await world.write('a.txt', 'Maya lives in Porto.');
  fake.setLagMs(700);
  const startedAt = Date.now();

  await world.ingest();

  expect(Date.now() - startedAt).toBeGreaterThanOrEqual(700);
  expect(await world.liveTexts()).toEqual(['Maya lives in Porto.']);
});

function failBatch(world: IngestWorld, fake: UpstashFake, batch: number): Promise<unknown> {
  let upsertCount = 0;
  return world.service.ingest({
    isDryRun: false,
    signal,
    onProgress({ step, doneCount }) {
      if (step !== 'writing') return;
      upsertCount = doneCount === 0 ? 1 : upsertCount + 1;
      if (upsertCount === batch) fake.failNext({ kind: 'status', status: 400 });
    },
  });
}

function writeCount(fake: UpstashFake): number {
  return fake.calls.filter(({ token }) => token === 'write').length;
}

async function makeUpstashWorld(
  files: Record<string, string>,
): Promise<{ readonly world: IngestWorld; readonly fake: UpstashFake }> {
  const fake = await startUpstashFake();
  onTestFinished(() => fake.close());
  const { url, readToken, writeToken } = fake;
  const world = await makeWorld({
    files,
    clock: systemClock,
    wrapIndex: () => createUpstashIndex({ url, readToken, writeToken }),
  });
  return { world, fake };
}
