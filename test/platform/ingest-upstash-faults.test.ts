import { expect, onTestFinished, test } from 'vitest';
import { createIngestService } from '../../src/core/ingest/create-ingest-service.ts';
import type { IngestService } from '../../src/core/ingest/ingest-service.ts';
import { createUpstashIndex } from '../../src/engines/vector/upstash.ts';
import { systemClock } from '../../src/support/clock.ts';
import { startUpstashFake } from '../fakes/upstash/upstash-fake.ts';
import type { UpstashFake, UpstashFault } from '../fakes/upstash/upstash-fake.ts';
import { startReader } from '../fakes/watched-reader.ts';
import type { WatchedReader } from '../fakes/watched-reader.ts';
import { makeWorld } from '../unit/core/ingest/ingest-world.ts';
import type { IngestWorld } from '../unit/core/ingest/ingest-world.ts';

/** Two batches. */
const FACT_COUNT = 101;
const { signal } = new AbortController();
/** Waits between tries take no time here. */
const hasty = { now: () => systemClock.now(), sleep: async (): Promise<void> => {} };

const FAULTS: readonly (readonly [name: string, fault: UpstashFault])[] = [
  ['hangs', { kind: 'hang' }],
  ['is cut', { kind: 'reset' }],
  ['fails with a page of HTML', { kind: 'html' }],
  ['brings no JSON', { kind: 'not-json' }],
  ['brings the wrong shape', { kind: 'wrong-shape' }],
  ['is carried out by half', { kind: 'half-done' }],
  ['is carried out, with the answer lost', { kind: 'lost-answer' }],
  ['is limited', { kind: 'status', status: 429, headers: { 'retry-after': '0' } }],
];

test.each(FAULTS)(
  'when any request of an ingest on Upstash %s, and all that follow, readers see the old or the new and the next ingest mends it',
  async (_, fault) => {
    const ground = await openGround(fault);
    const { reader, fake, flaky, steady } = ground;
    let failedCount = 0;
    let stateCount = 0;

    for (let at = 1, isReached = true; isReached; at += 1) {
      stateCount += 1;
      const [before, after] = [`s${stateCount - 1}`, `s${stateCount}`];
      await writeFacts(ground.world, after);
      const requestCount = failFrom(fake, at, fault);
      const isDone = await succeeds(flaky);
      isReached = requestCount() >= at;
      fake.failBy(undefined);
      const between = await reader.ask();
      await steady.ingest({ isDryRun: false, signal });

      expect(isDone ? [after] : [before, after]).toContain(between);
      expect(await reader.ask()).toBe(after);
      if (!isDone) failedCount += 1;
      // On a busy machine a short patience ends before the fault comes: once more.
      if (!isDone && !isReached) {
        at -= 1;
        isReached = true;
      }
    }

    await reader.end();
    expect(failedCount).toBeGreaterThan(5);
    expect(reader.states).toEqual(reader.states.filter((state) => /^s\d+$/.test(state)));
    expect(reader.failures).toEqual([]);
    // No more than the kept versions: what was written in vain is gone.
    expect(fake.vectors().length).toBeLessThanOrEqual(3 * FACT_COUNT);
  },
  120_000,
);

test('chunks that Upstash never takes in keep the old version live, and go live once it does', async () => {
  const { world, reader, fake, flaky, steady } = await openGround();
  await writeFacts(world, 's1');
  fake.setLagMs(3_600_000);

  await expect(flaky.ingest({ isDryRun: false, signal })).rejects.toMatchObject({ kind: 'timeout' });
  const between = await reader.ask();
  fake.seed(...fake.vectors());
  await steady.ingest({ isDryRun: false, signal });

  expect(between).toBe('s0');
  expect(await reader.ask()).toBe('s1');
  expect(reader.states).toEqual(['s0', 's1']);
});

interface Ground {
  readonly world: IngestWorld;
  readonly fake: UpstashFake;
  readonly reader: WatchedReader;
  /** Gives up soon. */
  readonly flaky: IngestService;
  readonly steady: IngestService;
}

/** An index that holds state `s0`, and somebody who reads it all the time with a token of his own. */
async function openGround(fault?: UpstashFault): Promise<Ground> {
  const fake = await startUpstashFake();
  onTestFinished(() => fake.close());
  const { url, readToken, writeToken } = fake;
  // All that an ingest asks goes over the token that writes, so that its requests can be told from the reader's.
  const own = { url, readToken: writeToken, writeToken, clock: hasty };
  const index = createUpstashIndex(own);
  const world = await makeWorld({ wrapIndex: () => index });
  const parts = { ...world.options, timing: { graceMs: 0, verifyPauseMs: 1, verifyTimeoutMs: 50 } };
  const timeoutMs = fault?.kind === 'hang' ? 100 : 3000;
  const flaky = createIngestService({ ...parts, index: createUpstashIndex({ ...own, timeoutMs }) });
  await writeFacts(world, 's0');
  await world.ingest();
  const reader = startReader({
    index: createUpstashIndex({ url, readToken }),
    versions: world.state.versions,
    question: 'What is the colour of fact 7?',
    toState: (text) => /s\d+/.exec(text)?.[0] ?? '?',
  });
  onTestFinished(() => reader.end());
  return { world, fake, reader, flaky, steady: world.service };
}

async function writeFacts(world: IngestWorld, state: string): Promise<void> {
  const facts = Array.from({ length: FACT_COUNT }, (_, at) => `# Fact ${at}\n\nThe colour of fact ${at} is ${state}.`);
  await world.write('facts.md', facts.join('\n\n'));
}

/** Lets every request of an ingest fail from the `at`th on; gives how many there were. */
function failFrom(fake: UpstashFake, at: number, fault: UpstashFault): () => number {
  let requestCount = 0;
  fake.failBy(({ token }) => {
    if (token !== 'write') return undefined;
    requestCount += 1;
    return requestCount >= at ? fault : undefined;
  });
  return () => requestCount;
}

async function succeeds(service: IngestService): Promise<boolean> {
  return service.ingest({ isDryRun: false, signal }).then(
    () => true,
    () => false,
  );
}
