import { setTimeout as sleep } from 'node:timers/promises';

/** Work in flight, so that a process can stop taking more and wait for the rest. */
export interface TaskGroup {
  /** How many tasks run now. */
  readonly size: number;
  /** True once {@link drain} was called: take no new work from people. */
  readonly isClosing: boolean;
  /** Runs a task; its signal is aborted when draining takes too long. Rejects as the task rejects. */
  run<T>(task: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Waits up to `graceMs` for the tasks to end, then aborts them and waits up to `abortMs` more. */
  drain(options: { readonly graceMs: number; readonly abortMs: number }): Promise<void>;
}

/** The reason with which tasks are aborted when the process ends. */
export class ShutdownError extends Error {
  override readonly name = 'ShutdownError';
}

/** Makes an empty group. */
export function createTaskGroup(): TaskGroup {
  const running = new Set<Promise<unknown>>();
  const abort = new AbortController();
  let isClosing = false;

  const settled = async (withinMs: number): Promise<void> => {
    const timer = new AbortController();
    await Promise.race([Promise.allSettled(running), sleep(withinMs, undefined, { signal: timer.signal })]);
    timer.abort();
  };

  return {
    get size() {
      return running.size;
    },
    get isClosing() {
      return isClosing;
    },
    async run(task) {
      const promise = task(abort.signal);
      running.add(promise);
      try {
        return await promise;
      } finally {
        running.delete(promise);
      }
    },
    async drain({ graceMs, abortMs }) {
      isClosing = true;
      await settled(graceMs);
      if (running.size === 0) return;
      abort.abort(new ShutdownError('The process is ending.'));
      await settled(abortMs);
    },
  };
}
