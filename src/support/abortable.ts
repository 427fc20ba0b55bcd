/**
 * Gives what `promise` gives, or rejects with the signal's reason as soon as that is aborted, whether or not the work
 * behind the promise listens. What comes too late is dropped.
 */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  promise.catch(() => undefined);
  signal.throwIfAborted();
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    stop = () => signal.removeEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    stop();
  }
}

/** Gives what a promise gives, or rejects with the reason of an abort. What comes too late is dropped. */
export type AbortableWait = <T>(promise: Promise<T>) => Promise<T>;

/**
 * For a loop that waits on many things, one after the other, under one signal: a listener for each would cost more than the
 * things, and a promise that lives as long as the loop would keep all that it is ever raced with. The signal must not
 * outlive the loop by much.
 */
export function createAbortableWait(signal: AbortSignal): AbortableWait {
  let giveUp = (_reason: unknown): void => undefined;
  signal.addEventListener('abort', () => giveUp(signal.reason), { once: true });
  return (promise) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) reject(signal.reason);
      giveUp = reject;
      promise.then(resolve, reject);
    });
}
