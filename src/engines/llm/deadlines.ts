import type { Clock } from '../../core/ports.ts';
import { NOT_NEEDED } from '../../support/not-needed.ts';

/** How long an answer may take, in milliseconds. */
export interface Deadlines {
  /** From the question to the model's first token, over all tries. */
  readonly firstTokenMs: number;
  /** Between two tokens. */
  readonly betweenTokensMs: number;
  /** From the question to the end, over all tries. */
  readonly totalMs: number;
}

/** Aborts its signal when nothing happened for too long. */
export interface Watchdog extends Disposable {
  readonly signal: AbortSignal;
  /** Starts to count anew. */
  expectWithin(ms: number): void;
}

/**
 * Makes a watchdog that aborts with the reason `toReason` gives. Ends with its block. A stream sets the time anew with
 * every token, so that a later time costs nothing: whoever sleeps looks at it when it wakes.
 */
export function createWatchdog(clock: Clock, toReason: () => Error): Watchdog {
  const bite = new AbortController();
  let rest = new AbortController();
  let dueAt = Infinity;
  let wakesAt = Infinity;

  const watch = async (signal: AbortSignal): Promise<void> => {
    while (clock.now() < dueAt) {
      wakesAt = dueAt;
      await clock.sleep(dueAt - clock.now(), signal);
    }
    bite.abort(toReason());
  };

  return {
    signal: bite.signal,
    expectWithin(ms) {
      dueAt = clock.now() + Math.max(0, ms);
      if (dueAt >= wakesAt) return;
      rest.abort(NOT_NEEDED);
      rest = new AbortController();
      watch(rest.signal).catch(() => undefined);
    },
    [Symbol.dispose]() {
      rest.abort(NOT_NEEDED);
    },
  };
}
