import type { Clock } from '../../core/ports.ts';

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

/** Makes a watchdog that aborts with the reason `toReason` gives. Ends with its block. */
export function createWatchdog(clock: Clock, toReason: () => Error): Watchdog {
  const bite = new AbortController();
  let rest = new AbortController();
  return {
    signal: bite.signal,
    expectWithin(ms) {
      rest.abort();
      rest = new AbortController();
      clock.sleep(Math.max(0, ms), rest.signal).then(
        () => bite.abort(toReason()),
        () => undefined,
      );
    },
    [Symbol.dispose]() {
      rest.abort();
    },
  };
}
