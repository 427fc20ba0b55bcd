import { rename, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { UpstreamError } from '../../../../src/core/errors.ts';
import type { IngestService } from '../../../../src/core/ingest/ingest-service.ts';
import { watchData } from '../../../../src/core/ingest/watch-data.ts';
import { createFakeClock } from '../../../fakes/clock.ts';
import type { FakeClock } from '../../../fakes/clock.ts';
import { makeWorld } from './ingest-world.ts';
import type { IngestWorld } from './ingest-world.ts';

const files = { 'a.txt': 'Maya lives in Lisbon.', 'notes/b.md': 'Maya builds robots.' };

test('a changed file is ingested once it has stood still for a second', async () => {
  const { world, look } = await startWatching();
  await world.write('a.txt', 'Maya lives in Porto.');

  await look();
  const during = await world.liveTexts();
  await look();

  expect(during).toContain('Maya lives in Lisbon.');
  expect(await world.liveTexts()).toContain('Maya lives in Porto.');
});

test('a file that goes on changing is not read before it stands still', async () => {
  const { world, look, ingestCount } = await startWatching();
  for (let at = 0; at < 4; at += 1) {
    await world.write('a.txt', 'Maya lives in Porto.'.repeat(at + 1));
    await look();
  }

  expect(ingestCount()).toBe(0);
  await look();
  expect(ingestCount()).toBe(1);
});

test.each([
  ['a new file in a new folder', (world: IngestWorld) => world.write('deep/er/c.txt', 'Maya plays chess.'), 3],
  ['a removed file', (world: IngestWorld) => world.remove('a.txt'), 1],
  [
    'a file that an editor has written beside the old one and renamed',
    async (world: IngestWorld) => {
      await world.write('.a.txt.swp', 'Maya lives in Porto.');
      await rename(join(world.dataDir, '.a.txt.swp'), join(world.dataDir, 'a.txt'));
    },
    2,
  ],
])('%s counts as a change', async (_, change, chunkCount) => {
  const { world, look, ingestCount } = await startWatching();

  await change(world);
  await look();
  await look();

  expect(ingestCount()).toBe(1);
  expect(await world.liveTexts()).toHaveLength(chunkCount);
});

test.each(['.a.txt.swp', 'a.txt~', 'a.bak', '.git/index'])('%s is no change', async (path) => {
  const { world, look, ingestCount } = await startWatching();

  await world.write(path, 'x');
  await look();
  await look();

  expect(ingestCount()).toBe(0);
});

test('mended golden questions are a change, since they may let a refused version pass', async () => {
  const { world, look, ingestCount } = await startWatching();

  await world.write('golden.jsonl', '{"question": "Who?", "contains": ["Maya"]}');
  await look();
  await look();

  expect(ingestCount()).toBe(1);
});

test('what changes while an ingest runs is ingested by another one after it, never beside it', async () => {
  let runningCount = 0;
  let mostAtOnce = 0;
  const { world, look, ingestCount } = await startWatching((service, changed) => ({
    ...service,
    ingest: async (options) => {
      runningCount += 1;
      mostAtOnce = Math.max(mostAtOnce, runningCount);
      const report = await service.ingest(options);
      if (report.version === 2) await changed.write('a.txt', 'Maya lives in Faro.');
      runningCount -= 1;
      return report;
    },
  }));
  await world.write('a.txt', 'Maya lives in Porto.');
  for (let at = 0; at < 5; at += 1) await look();

  expect(ingestCount()).toBe(2);
  expect(mostAtOnce).toBe(1);
  expect(await world.liveTexts()).toContain('Maya lives in Faro.');
});

test('files that cannot be taken leave the version before live, are logged, and are not tried again until they change', async () => {
  const { world, look, ingestCount } = await startWatching();
  await world.remove('a.txt');
  await world.write('notes/b.md', '');
  for (let at = 0; at < 5; at += 1) await look();

  expect(ingestCount()).toBe(1);
  expect(await world.liveTexts()).toHaveLength(2);
  expect(world.logger.of('watch.failed')).toMatchObject([{ level: 'warn' }]);
});

test('an ingest that fails for a reason that passes is tried again without another change', async () => {
  let isAway = true;
  const { world, clock, look } = await startWatching((service) => ({
    ...service,
    ingest: async (options) => {
      if (isAway) throw new UpstreamError({ service: 'upstash', kind: 'unavailable', message: 'away' });
      return service.ingest(options);
    },
  }));
  await world.write('a.txt', 'Maya lives in Porto.');
  await look();
  await look();
  isAway = false;

  await clock.advance(30_000);
  await look();
  await look();

  expect(world.logger.of('watch.failed')).toHaveLength(1);
  expect(await world.liveTexts()).toContain('Maya lives in Porto.');
});

test('a change that is older than the last one counts, as when a backup is put back', async () => {
  const { world, look, ingestCount } = await startWatching();
  await world.write('a.txt', 'Maya lives in Braga.');
  await utimes(join(world.dataDir, 'a.txt'), 1000, 1000);
  await look();
  await look();

  expect(ingestCount()).toBe(1);
});

interface Watching {
  readonly world: IngestWorld;
  readonly clock: FakeClock;
  /** Lets the watcher look once more, and do what follows. */
  readonly look: () => Promise<void>;
  readonly ingestCount: () => number;
}

/** A watcher over a world whose files are ingested, at rest between two looks. */
async function startWatching(
  wrap: (service: IngestService, world: IngestWorld) => IngestService = (service) => service,
): Promise<Watching> {
  const world = await makeWorld({ files });
  await world.ingest();
  const clock = createFakeClock();
  const abort = new AbortController();
  let count = 0;
  const wrapped = wrap(world.service, world);
  const ingest: IngestService = {
    ...wrapped,
    ingest: async (options) => {
      count += 1;
      return wrapped.ingest(options);
    },
  };
  const { dataDir, logger } = world;
  const { signal } = abort;
  const watching = watchData({
    dataDir,
    ingest,
    clock,
    logger,
    signal,
    run: (work) => work(signal),
    ready: Promise.resolve(),
  });
  onTestFinished(async () => {
    abort.abort(new Error('over'));
    await watching;
  });
  // Files are looked at in real time: lets that happen until only the clock can bring the watcher on.
  const rest = async (): Promise<void> => {
    while (clock.sleeperCount === 0) await new Promise((resolve) => setImmediate(resolve));
  };
  await rest();
  return {
    world,
    clock,
    async look() {
      await clock.advance(1000);
      await rest();
    },
    ingestCount: () => count,
  };
}
