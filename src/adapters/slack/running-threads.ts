import type { Thread } from './slack-calls.ts';

/** The answers that are being shown in threads, so that Slack's Stop button finds them. */
export interface RunningThreads {
  /** Counts one until it is disposed. */
  open(thread: Thread, stop: () => void): Disposable;
  /** Stops every answer in a thread; gives whether there was one. */
  stop(thread: Thread): boolean;
}

/** Starts without any. */
export function createRunningThreads(): RunningThreads {
  const running = new Map<string, Set<() => void>>();
  const toKey = ({ channel, threadTs }: Thread): string => `${channel}:${threadTs}`;
  return {
    open(thread, stop) {
      const key = toKey(thread);
      const stops = running.get(key) ?? new Set();
      running.set(key, stops.add(stop));
      return {
        [Symbol.dispose]() {
          stops.delete(stop);
          if (stops.size === 0) running.delete(key);
        },
      };
    },
    stop(thread) {
      const stops = running.get(toKey(thread)) ?? new Set();
      for (const stop of stops) stop();
      return stops.size > 0;
    },
  };
}
