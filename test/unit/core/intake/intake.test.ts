import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRunningAnswers } from '../../../../src/core/answer/running-answers.ts';
import { createDelivery } from '../../../../src/core/delivery/create-delivery.ts';
import { createIntake } from '../../../../src/core/intake/create-intake.ts';
import type { Arrival } from '../../../../src/core/intake/intake.ts';
import { JOURNAL_LEASE_MS } from '../../../../src/core/state-store.ts';
import type { JournalStore, StateStore } from '../../../../src/core/state-store.ts';
import { toUserKey } from '../../../../src/core/turn.ts';
import { createMemoryCallWindows } from '../../../../src/engines/limits/memory-call-windows.ts';
import { createSqliteState } from '../../../../src/engines/state/sqlite.ts';
import { createFakeClock, type FakeClock } from '../../../fakes/clock.ts';
import { createRecordedLogger } from '../../../fakes/recorded-logger.ts';
import { createRecordedTransport } from '../../../fakes/recorded-transport.ts';

let folder: string;
let clock: FakeClock;
let store: StateStore;
let survivor: StateStore;
const logger = createRecordedLogger();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'asktwin-intake-'));
  clock = createFakeClock();
  const path = join(folder, 'state.sqlite');
  store = createSqliteState({ path, clock });
  survivor = createSqliteState({ path, clock });
});

afterEach(async () => {
  for (const one of [store, survivor]) await one[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

test('an event is taken once, and whoever takes it is in the journal at once', async () => {
  const intakes = [store, survivor].map((one) => createIntake({ ...one, clock, logger }));

  const taken = await Promise.all(intakes.map((intake) => intake.take(arrival('Ev1'))));

  expect(taken.filter((one) => one !== undefined)).toHaveLength(1);
  expect(await store.journal.list()).toMatchObject([{ target: { channel: 'C1' }, shownText: '' }]);
});

test('of 10,000 deliveries to two processes, at once, a minute and six minutes later and after a restart, each event is taken once', async () => {
  const ids = Array.from({ length: 1250 }, (_none, at) => `Ev${at}`);
  const deliver = async (): Promise<number> => {
    const intakes = [store, survivor].map((one) => createIntake({ ...one, clock, logger }));
    const taken = await Promise.all(ids.flatMap((id) => intakes.map((intake) => intake.take(arrival(id)))));
    const own = taken.filter((one) => one !== undefined);
    await Promise.all(own.map((one) => one.end()));
    return own.length;
  };

  const atOnce = await deliver();
  await clock.advance(60_000);
  const afterOne = await deliver();
  await clock.advance(300_000);
  const afterSix = await deliver();
  await store[Symbol.asyncDispose]();
  store = createSqliteState({ path: join(folder, 'state.sqlite'), clock });
  const afterRestart = await deliver();

  expect([atOnce, afterOne, afterSix, afterRestart]).toEqual([ids.length, 0, 0, 0]);
});

test('an event that has ended is in the journal no more, and is not taken again', async () => {
  const intake = createIntake({ ...store, clock, logger });
  const taken = await intake.take(arrival('Ev1'));

  await taken?.end();
  await taken?.note({ shownText: 'too late' });

  expect(await store.journal.list()).toEqual([]);
  expect(await intake.take(arrival('Ev1'))).toBeUndefined();
});

test('a process that stood still for longer than a lease learns that its event was taken over', async () => {
  const taken = await createIntake({ ...store, clock, logger }).take(arrival('Ev1'));
  const before = await taken?.isOurs();
  await clock.advance(JOURNAL_LEASE_MS);
  await survivor.journal.takeOver(['slack']);

  expect([before, await taken?.isOurs(), await taken?.note({ shownText: 'more' })]).toEqual([true, false, false]);
});

test('a lease that is renewed needs no asking before something is shown', async () => {
  let putCount = 0;
  const put: JournalStore['put'] = async (entry) => {
    putCount += 1;
    return store.journal.put(entry);
  };
  const intake = createIntake({ journal: { ...store.journal, put }, clock, logger });
  const taken = await intake.take(arrival('Ev1'));
  await clock.advance(JOURNAL_LEASE_MS - 1000);
  await intake.renew();

  expect(await taken?.isOurs()).toBe(true);
  expect(putCount).toBe(0);
});

test('a journal that cannot be written costs the safety net, never the answer', async () => {
  const broken = async (): Promise<never> => {
    throw new Error('disk full');
  };
  const journal = { ...store.journal, begin: broken, put: broken, remove: broken };
  const taken = createIntake({ journal, clock, logger }).begin(arrival('Ev1'));

  expect([await taken.note({ shownText: 'a' }), await taken.isOurs()]).toEqual([true, true]);
  await expect(taken.end()).resolves.toBeUndefined();
  expect(logger.of('journal.unwritten').length).toBeGreaterThan(0);
});

test('nothing is written over the note of the process that took a reply over', async () => {
  const intake = createIntake({ ...store, clock, logger });
  const transport = createRecordedTransport({ clock, minIntervalMs: 100 });
  const taken = await intake.take(arrival('Ev1'));
  const delivery = createDelivery({
    running: createRunningAnswers(),
    intake,
    windows: createMemoryCallWindows({ clock }),
    clock,
    logger,
  });
  const turnId = taken?.turnId;
  if (turnId === undefined) throw new Error('The event was not taken.');
  const events = (async function* () {
    yield { type: 'delta', text: 'Half an answer ' } as const;
    await clock.sleep(JOURNAL_LEASE_MS * 2, new AbortController().signal);
    yield { type: 'delta', text: 'and the rest.' } as const;
    yield { type: 'done', turnId, text: 'All of it.', sources: [], outcome: 'answered' } as const;
  })();

  const user = toUserKey('slack', 'U1');
  const finished = delivery.deliver(
    { turnId, tenant: undefined, events },
    { transport, taken, face: 'slack', user, renderFooter: () => '' },
  );
  // The lease counts from when the first words were shown.
  await clock.advance(JOURNAL_LEASE_MS * 1.5);
  const shownBefore = transport.requestCount;
  const [entry] = await survivor.journal.takeOver(['slack']);
  await clock.advance(JOURNAL_LEASE_MS * 2);
  await finished;

  expect(entry?.shownText).toContain('Half an answer');
  expect(shownBefore).toBeGreaterThan(0);
  expect(transport.requestCount).toBe(shownBefore);
  expect(await survivor.journal.list()).toHaveLength(1);
});

test('a process that gives up what it has shows nothing more, and leaves it to the next', async () => {
  const intake = createIntake({ ...store, clock, logger });
  const taken = await intake.take(arrival('Ev1'));

  intake.release();
  const after = [await taken?.isOurs(), await taken?.note({ shownText: 'more' })];
  await taken?.end();

  expect(after).toEqual([false, false]);
  expect(await survivor.journal.list()).toMatchObject([{ shownText: '' }]);
});

function arrival(id: string): Arrival {
  const user = toUserKey('slack', 'T1', 'U1');
  return { ids: [`slack:${id}`], face: 'slack', user, target: { channel: 'C1' }, expiresAt: clock.now() + 600_000 };
}
