import { setMaxListeners } from 'node:events';

/** A signal that is aborted in time. Dispose it when the work is done, so that nothing waits for the rest. */
export interface Deadline extends Disposable {
  readonly signal: AbortSignal;
}

/**
 * Aborts after `ms` (nothing: at no time of its own) with a `TimeoutError`, or as soon as one of `parents` is aborted, with its reason.
 *
 * Not `AbortSignal.any([parent, AbortSignal.timeout(ms)])`: garbage collection takes a source of it away, and the deadline
 * never comes (timeouts on Node 20, any source on some of 24).
 *
 * @see https://github.com/nodejs/node/issues/57736
 * @see https://github.com/nodejs/node/issues/65995
 */
export function createDeadline(ms: number | undefined, ...parents: readonly AbortSignal[]): Deadline {
  const controller = new AbortController();
  const { signal } = controller;
  const expire = (): void => controller.abort(new DOMException('The operation took too long.', 'TimeoutError'));
  const timer = ms === undefined ? undefined : setTimeout(expire, ms);
  const follow = parents.map((parent) => {
    const pass = (): void => controller.abort(parent.reason);
    // Any number of works may hang on one parent at once: that is no leak for Node to warn of.
    setMaxListeners(0, parent);
    if (parent.aborted) pass();
    else parent.addEventListener('abort', pass, { once: true });
    return () => parent.removeEventListener('abort', pass);
  });
  return {
    signal,
    [Symbol.dispose]() {
      clearTimeout(timer);
      for (const stop of follow) stop();
    },
  };
}
