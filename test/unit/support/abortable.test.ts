import { expect, test } from 'vitest';

import { abortable, createAbortableWait } from '../../../src/support/abortable.ts';
import { createCollector } from '../../fakes/garbage-collector.ts';

test('gives what the promise gives', async () => {
  await expect(abortable(Promise.resolve(7), new AbortController().signal)).resolves.toBe(7);
});

test('rejects with the reason of an abort although the promise never settles', async () => {
  const abort = new AbortController();
  const reason = new Error('enough');
  const waiting = abortable(new Promise(() => undefined), abort.signal);

  abort.abort(reason);

  await expect(waiting).rejects.toBe(reason);
});

test('rejects at once when it is aborted already, whatever the promise gives', async () => {
  const reason = new Error('too late');

  await expect(abortable(Promise.resolve(7), AbortSignal.abort(reason))).rejects.toBe(reason);
});

test('does not leave a late rejection unhandled', async () => {
  const abort = new AbortController();
  let failLate = (_error: Error): void => undefined;
  const late = new Promise<never>((_resolve, reject) => {
    failLate = reject;
  });
  const waiting = abortable(late, abort.signal);
  abort.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');

  failLate(new Error('late'));

  await new Promise((resolve) => setImmediate(resolve));
});

test('tells a loop of the abort in its middle, and of one before it', async () => {
  const abort = new AbortController();
  const reason = new Error('enough');
  const wait = createAbortableWait(abort.signal);

  const first = await wait(Promise.resolve('first'));
  const second = wait(new Promise(() => undefined));
  abort.abort(reason);

  expect(first).toBe('first');
  await expect(second).rejects.toBe(reason);
  await expect(wait(Promise.resolve('third'))).rejects.toBe(reason);
});

test('leaves no late rejection of a loop unhandled', async () => {
  const abort = new AbortController();
  const wait = createAbortableWait(abort.signal);
  const waiting = wait(new Promise((_resolve, reject) => setImmediate(() => reject(new Error('late')))));
  abort.abort(new Error('enough'));

  const after = wait(Promise.reject(new Error('later')));

  await expect(waiting).rejects.toThrow('enough');
  await expect(after).rejects.toThrow('enough');
  await new Promise((resolve) => setImmediate(resolve));
});

test('keeps nothing of what a loop has waited for', async () => {
  const collectGarbage = createCollector();
  const wait = createAbortableWait(new AbortController().signal);
  const given: WeakRef<object>[] = [];
  for (let at = 0; at < 100; at += 1) given.push(new WeakRef(await wait(Promise.resolve({ at }))));

  // What was looked at in a turn of the event loop lives until its end.
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();

  expect(given.filter((one) => one.deref() !== undefined).length).toBeLessThan(5);
});
