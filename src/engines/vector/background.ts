/** Work that nobody waits for, one piece at a time. */
export interface Background extends AsyncDisposable {
  /** Aborted when it is disposed of. */
  readonly signal: AbortSignal;
  /** Starts the work, unless some is under way or it is disposed of. */
  start(work: (signal: AbortSignal) => Promise<void>): void;
}

/** Disposing of it waits until the work has ended. `onFailure` is told what went wrong before that. */
export function createBackground(onFailure: (error: unknown) => void): Background {
  const closing = new AbortController();
  const { signal } = closing;
  let running: Promise<void> | undefined;

  const run = async (work: (signal: AbortSignal) => Promise<void>): Promise<void> => {
    try {
      await work(signal);
    } catch (error) {
      if (!signal.aborted) onFailure(error);
    } finally {
      running = undefined;
    }
  };

  return {
    signal,
    start(work) {
      if (running === undefined && !signal.aborted) running = run(work);
    },
    async [Symbol.asyncDispose]() {
      closing.abort(new Error('The index is closed.'));
      await running;
    },
  };
}
