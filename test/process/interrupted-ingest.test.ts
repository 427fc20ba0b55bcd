import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { text as readText } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { createIngestService } from '../../src/core/ingest/create-ingest-service.ts';
import type { IngestService } from '../../src/core/ingest/ingest-service.ts';
import { createSqliteState } from '../../src/engines/state/sqlite.ts';
import { createLocalIndex } from '../../src/engines/vector/local.ts';
import { systemClock } from '../../src/support/clock.ts';
import { createRecordedLogger } from '../fakes/recorded-logger.ts';
import { startReader } from '../fakes/watched-reader.ts';
import type { WatchedReader } from '../fakes/watched-reader.ts';
import { makeDataFolder, writeSource } from '../unit/core/profile/data-folder.ts';

const SCRIPT = fileURLToPath(new URL('../fakes/interrupted-ingest.mjs', import.meta.url));
/** Three batches. */
const FACT_COUNT = 201;
const { signal } = new AbortController();
/** Ahead of the child's by more than a lock lives, so that nobody has to wait for the lock of a dead process. */
const later = { ...systemClock, now: () => systemClock.now() + 10_000 };

test('a kill at any moment of an ingest leaves readers the old or the new, never a mixture, and the next one completes', async () => {
  const { reader, service, write, run } = await openGround();
  let killCount = 0;

  for (let at = 1, isReached = true; isReached; at += 1) {
    const [before, after] = [`s${at - 1}`, `s${at}`];
    await write(after);
    const { wasKilled, said } = await ended(run('SIGKILL', String(at)));
    isReached = wasKilled;
    const between = await reader.ask();
    await service.ingest({ isDryRun: false, signal });

    expect(said).toBe('');
    expect(wasKilled ? [before, after] : [after]).toContain(between);
    expect(await reader.ask()).toBe(after);
    if (wasKilled) killCount += 1;
  }

  await reader.end();
  expect(killCount).toBeGreaterThan(10);
  expect(reader.states).toEqual(reader.states.filter((state) => /^s\d+$/.test(state)));
  expect(reader.failures).toEqual([]);
}, 180_000);

test.each(['activate', 'delete'])(
  'an ingest that stands still before it calls %s until another one took over changes nothing when it wakes',
  async (moment) => {
    const { reader, service, write, run, listCount } = await openGround();
    for (const state of ['s1', 's2', 's3']) {
      await write(state);
      await service.ingest({ isDryRun: false, signal });
    }
    await write('s4');
    const child = run('SIGSTOP', moment);
    await stopped(child);
    await write('s5');
    await service.ingest({ isDryRun: false, signal });
    await write('s6');
    await service.ingest({ isDryRun: false, signal });
    const countBefore = await listCount();

    child.kill('SIGCONT');
    await ended(child);

    expect(await reader.ask()).toBe('s6');
    expect(await listCount()).toBe(countBefore);
    await service.rollback({ isDryRun: false, signal });
    expect(await reader.ask()).toBe('s5');
  },
);

interface Ground {
  readonly reader: WatchedReader;
  readonly service: IngestService;
  readonly write: (state: string) => Promise<void>;
  /** Starts an ingest in a process of its own, which gets this signal at this moment. */
  readonly run: (signal: NodeJS.Signals, moment: string) => ChildProcess;
  readonly listCount: () => Promise<number>;
}

/** A state file that knows `s0`, and somebody who reads it all the time. */
async function openGround(): Promise<Ground> {
  const root = await makeDataFolder();
  const dataDir = join(root, 'data');
  const path = join(root, 'state.sqlite');
  const write = (state: string): Promise<void> => writeSource(join(dataDir, 'facts.md'), toFacts(state));
  await write('s0');
  const state = createSqliteState({ path, clock: later });
  onTestFinished(() => state[Symbol.asyncDispose]());
  const index = createLocalIndex({ chunks: state.chunks });
  const parts = { dataDir, index, state, clock: later, logger: createRecordedLogger(), timing: { graceMs: 0 } };
  const service = createIngestService(parts);
  await service.ingest({ isDryRun: false, signal });
  const reader = startReader({
    index,
    versions: state.versions,
    question: 'What is the colour of fact 7?',
    toState: (text) => /s\d+/.exec(text)?.[0] ?? '?',
  });
  onTestFinished(() => reader.end());
  return {
    reader,
    service,
    write,
    run(name, moment) {
      const child = spawn(process.execPath, [SCRIPT, dataDir, path, name, moment], {
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      onTestFinished(() => void child.kill('SIGKILL'));
      return child;
    },
    listCount: async () => (await index.list({ signal })).length,
  };
}

function toFacts(state: string): string {
  return Array.from({ length: FACT_COUNT }, (_, at) => `# Fact ${at}\n\nThe colour of fact ${at} is ${state}.`).join(
    '\n\n',
  );
}

async function ended(child: ChildProcess): Promise<{ readonly wasKilled: boolean; readonly said: string }> {
  const [said] = await Promise.all([child.stderr === null ? '' : readText(child.stderr), once(child, 'close')]);
  return { wasKilled: child.signalCode === 'SIGKILL', said };
}

/** Resolves when a process stands still; where the system does not tell, after a while. */
async function stopped({ pid }: ChildProcess): Promise<void> {
  const endAt = performance.now() + 3000;
  for (;;) {
    const status = await readFile(`/proc/${pid ?? 0}/status`, 'utf8').catch(() => '');
    if (/^State:\s+T/m.test(status) || (status === '' && performance.now() > endAt)) return;
    await sleep(10);
  }
}
