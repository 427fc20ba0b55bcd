/** A signal that is aborted after a time. Dispose it when the work is done, so that nothing waits for the rest. */
export interface Deadline extends Disposable {
  readonly signal: AbortSignal;
}

/**
 * Aborts after `ms` with a `TimeoutError`, or as soon as one of `parents` is aborted, with its reason.
 *
 * Not `AbortSignal.any([parent, AbortSignal.timeout(ms)])`: on Node 20 garbage collection takes the timeout away, and the
 * deadline never comes.
 *
 * @see https://github.com/nodejs/node/issues/54614
 */
export function createDeadline(ms: number, ...parents: readonly AbortSignal[]): Deadline {
  const controller = new AbortController();
  const { signal } = controller;
  const timer = setTimeout(() => {
    controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  }, ms);
  const follow = parents.map((parent) => {
    const pass = (): void => controller.abort(parent.reason);
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
