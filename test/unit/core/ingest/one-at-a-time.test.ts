import { describe, expect, test } from 'vitest';
import { InputError } from '../../../../src/core/errors.ts';
import { createFakeClock } from '../../../fakes/clock.ts';
import { makeWorld, readLive } from './ingest-world.ts';

const files = {
  'a.txt': 'Maya lives in Lisbon.',
  'b.md': '# Work\n\nMaya builds robots.\n\n# Tea\n\nMaya drinks tea.',
};

describe('an index that shows its writes late', () => {
  test('is waited for before readers change over', async () => {
    const clock = createFakeClock();
    let pendingCount = 3;
    const world = await makeWorld({
      files,
      clock,
      wrapIndex: (index) => ({ ...index, status: async () => ({ chunkCount: 3, pendingCount }) }),
    });
    const ingest = world.ingest();
    await advanceUntilWaiting(clock);
    await clock.advance(30_000);
    const during = await world.state.versions.activeNumber('local');

    pendingCount = 0;
    await clock.advance(10_000);

    expect(during).toBe(0);
    expect((await ingest).version).toBe(1);
  });

  test('is given up after two minutes, with the version before still live', async () => {
    const clock = createFakeClock();
    const world = await makeWorld({ files, clock, wrapIndex: (index) => ({ ...index, list: async () => [] }) });
    const ingest = world.ingest();
    const failure = ingest.catch((error: unknown) => error);
    await advanceUntilWaiting(clock);

    await clock.advance(130_000);

    expect(await failure).toMatchObject({
      kind: 'timeout',
      message: expect.stringContaining('does not show 3 of the written chunks'),
    });
    expect(await world.state.versions.activeNumber('local')).toBe(0);
  });
});

describe('two ingests', () => {
  test('do not run at once in one process, and the second is told since when', async () => {
    const world = await makeWorld({ files });
    const first = world.ingest();

    await expect(world.ingest()).rejects.toThrow(/Another ingest has been running for \d+ s/);
    expect((await first).version).toBe(1);
  });

  test('do not run at once in two processes', async () => {
    const world = await makeWorld({ files });
    await world.state.locks.acquire('ingest', { ttlMs: 60_000 });

    await expect(world.ingest()).rejects.toThrow(InputError);
    expect(await world.state.versions.activeNumber('local')).toBe(0);
  });

  test('never both switch: one that stood still past its lock changes nothing', async () => {
    const world = await makeWorld({
      files,
      wrapIndex: (index) => ({
        ...index,
        upsert: async (chunks, options) => {
          await index.upsert(chunks, options);
          await takeLockOver(world.state);
        },
      }),
    });

    const ingest = world.ingest();

    await expect(ingest).rejects.toThrow('took over');
    expect(await world.state.versions.activeNumber('local')).toBe(0);
  });

  test('do not go on side by side: one that finds its lock lost stops where it is', async () => {
    const clock = createFakeClock();
    const world = await makeWorld({
      files,
      clock,
      wrapIndex: (index) => ({ ...index, status: async () => ({ chunkCount: 0, pendingCount: 3 }) }),
    });
    const failure = world.ingest().catch((error: unknown) => error);
    await advanceUntilWaiting(clock);
    await takeLockOver(world.state);

    await clock.advance(20_000);

    expect(await failure).toMatchObject({ name: 'InputError', message: expect.stringContaining('took over') });
  });

  test('are not given up by one that was too busy to renew its lock while nobody else wanted it', async () => {
    const world = await makeWorld({
      files,
      wrapIndex: (index) => ({
        ...index,
        upsert: async (chunks, options) => {
          await index.upsert(chunks, options);
          // As the next one would find it after a long standstill.
          await world.state.locks.release({ name: 'ingest', fence: 1 });
        },
      }),
    });

    expect(await world.ingest()).toMatchObject({ version: 1 });
    expect(await world.state.locks.acquire('ingest', { ttlMs: 1 })).toMatchObject({ fence: 3 });
  });

  test('keep their lock for as long as the work takes', async () => {
    const clock = createFakeClock();
    let pendingCount = 1;
    const world = await makeWorld({
      files,
      clock,
      wrapIndex: (index) => ({ ...index, status: async () => ({ chunkCount: 3, pendingCount }) }),
    });
    const ingest = world.ingest();
    await advanceUntilWaiting(clock);

    await clock.advance(60_000);
    const stolen = await world.state.locks.acquire('ingest', { ttlMs: 1000 });
    pendingCount = 0;
    await clock.advance(10_000);

    expect(stolen).toBeUndefined();
    expect((await ingest).version).toBe(1);
  });
});

test('a question during an ingest meets the old knowledge or the new, never both', async () => {
  const sayings = (word: string): Record<string, string> =>
    Object.fromEntries(Array.from({ length: 250 }, (_, index) => [`${index}.txt`, `Fact ${index} is ${word}.`]));
  const world = await makeWorld({ files: sayings('old'), timing: { graceMs: 20 } });
  await world.ingest();
  for (const [path, text] of Object.entries(sayings('new'))) await world.write(path, text);
  const ingest = world.ingest();
  let isRunning = true;
  const running = ingest.finally(() => (isRunning = false));
  const seen = new Set<string>();

  while (isRunning) {
    const texts = await readLive(world.state, world.index);
    seen.add([...new Set(texts.map((text) => text.split(' ').at(-1)))].join() + texts.length);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await running;
  seen.add([...new Set((await world.liveTexts()).map((text) => text.split(' ').at(-1)))].join() + '250');

  expect([...seen]).toEqual(['old.250', 'new.250']);
});

/** Another process waits until the lock has expired, and takes it. */
async function takeLockOver(state: Awaited<ReturnType<typeof makeWorld>>['state']): Promise<void> {
  const holder = { name: 'ingest', fence: 1 };
  await state.locks.release(holder);
  await state.locks.acquire('ingest', { ttlMs: 60_000 });
}

/** Files are read in real time: lets that happen until only the clock can bring the ingest on. */
async function advanceUntilWaiting(clock: ReturnType<typeof createFakeClock>): Promise<void> {
  while (clock.sleeperCount < 2) await new Promise((resolve) => setImmediate(resolve));
}
