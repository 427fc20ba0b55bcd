import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createDeadline } from '../../../src/support/deadline.ts';
import { createCollector } from '../../fakes/garbage-collector.ts';

const FOREVER_MS = 60_000;

test('a deadline comes after its time, as one that has run out', async () => {
  using deadline = createDeadline(20);

  await aborted(deadline.signal);

  expect(deadline.signal.reason).toMatchObject({ name: 'TimeoutError' });
});

test('a deadline without a time of its own does not come', async () => {
  using deadline = createDeadline(undefined);

  await sleep(50);

  expect(deadline.signal.aborted).toBe(false);
});

test('a deadline comes with the first of its parents, for the same reason', () => {
  const [first, second] = [new AbortController(), new AbortController()];
  using deadline = createDeadline(FOREVER_MS, first.signal, second.signal);

  second.abort('the person has gone');
  first.abort('too late to matter');

  expect(deadline.signal.reason).toBe('the person has gone');
});

test('a deadline whose parent is aborted already has come', () => {
  using deadline = createDeadline(FOREVER_MS, AbortSignal.abort('gone before'));

  expect(deadline.signal.reason).toBe('gone before');
});

test('a deadline that is disposed comes neither in time nor with its parents', async () => {
  const parent = new AbortController();
  const deadline = createDeadline(20, parent.signal);

  deadline[Symbol.dispose]();
  await sleep(50);
  parent.abort();

  expect(deadline.signal.aborted).toBe(false);
});

test('garbage collection takes away neither the time nor the parents', async () => {
  const collectGarbage = createCollector();
  const collecting = setInterval(collectGarbage, 5);
  const parent = new AbortController();

  const inTime = Array.from({ length: 20 }, () => aborted(createDeadline(150, new AbortController().signal).signal));
  const withParent = Array.from({ length: 20 }, () => aborted(createDeadline(undefined, parent.signal).signal));
  await sleep(300);
  parent.abort();
  const endings = await Promise.race([Promise.all([...inTime, ...withParent]), sleep(10_000, 'some never came')]);
  clearInterval(collecting);

  expect(endings).toHaveLength(40);
});

test('any number of deadlines may hang on one parent without a warning', async () => {
  const warnings: Error[] = [];
  const note = (warning: Error): void => void warnings.push(warning);
  process.on('warning', note);
  const parent = new AbortController();

  for (let count = 0; count < 50; count += 1) createDeadline(undefined, parent.signal);
  await sleep(10);
  process.off('warning', note);

  expect(warnings).toEqual([]);
});

/** Keeps nothing of the signal but the wait. */
function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
