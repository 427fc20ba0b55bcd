import { expect, test } from 'vitest';

import { abortable, whenAborted } from '../../../src/support/abortable.ts';

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
  const aborted = whenAborted(abort.signal);

  const first = await Promise.race([aborted, Promise.resolve('first')]);
  abort.abort(reason);

  expect(first).toBe('first');
  await expect(Promise.race([aborted, new Promise(() => undefined)])).rejects.toBe(reason);
  await expect(whenAborted(abort.signal)).rejects.toBe(reason);
});
