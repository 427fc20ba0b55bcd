import type { Clock } from '../../../core/ports.ts';

/** A text that follows some work, seen at a calm pace. */
export interface ProgressNote {
  /** Shows this next, unless something newer comes before its turn. */
  show(text: string): void;
  /** Resolves when nothing is being shown any more; nothing will be. */
  end(): Promise<void>;
}

/** Below Discord's five edits in five seconds. */
const INTERVAL_MS = 1100;

/** Shows the newest text at most once in 1.1 s. A text that could not be shown is not missed: the next one comes. */
export function createProgressNote(options: {
  readonly clock: Clock;
  readonly edit: (text: string) => Promise<void>;
}): ProgressNote {
  const { clock, edit } = options;
  const ending = new AbortController();
  let next: string | undefined;
  let running: Promise<void> | undefined;

  const run = async (): Promise<void> => {
    while (next !== undefined && !ending.signal.aborted) {
      const text = next;
      next = undefined;
      await edit(text).catch(() => undefined);
      await clock.sleep(INTERVAL_MS, ending.signal).catch(() => undefined);
    }
    running = undefined;
  };

  return {
    show(text) {
      next = text;
      running ??= run();
    },
    async end() {
      ending.abort();
      await running;
    },
  };
}
