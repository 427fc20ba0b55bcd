/** The machine's clock. */
export const systemClock = {
  now: (): number => Date.now(),
  /** Rejects with the signal's reason. Not `timers/promises`: that one makes an error of its own each time it is cut short. */
  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const wake = (): void => {
        signal.removeEventListener('abort', stop);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      const stop = (): void => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      signal.addEventListener('abort', stop, { once: true });
    });
  },
};
