import { expect, test } from 'vitest';
import { systemClock } from '../../../src/support/clock.ts';

test('a sleep that is cut short rejects with the reason', async () => {
  const abort = new AbortController();
  const reason = new Error('enough');
  const sleeping = systemClock.sleep(60_000, abort.signal);

  abort.abort(reason);

  await expect(sleeping).rejects.toBe(reason);
});

test('nobody falls asleep under a signal that is aborted already', async () => {
  const reason = new Error('too late');

  await expect(systemClock.sleep(0, AbortSignal.abort(reason))).rejects.toBe(reason);
});

test('a sleep wakes by itself, and an abort after that does nothing', async () => {
  const abort = new AbortController();

  await systemClock.sleep(1, abort.signal);
  abort.abort(new Error('enough'));

  expect(abort.signal.aborted).toBe(true);
});
