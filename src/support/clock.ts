import { setTimeout as delay } from 'node:timers/promises';

/** The machine's clock. */
export const systemClock = {
  now: (): number => Date.now(),
  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    try {
      await delay(ms, undefined, { signal });
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
  },
};
