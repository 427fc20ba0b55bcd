import { createDeadline } from '../../../support/deadline.ts';
import type { Clock } from '../../../core/ports.ts';

/** Shows that the twin types. */
export interface TypingIndicator {
  stop(): void;
}

/** A refusal comes sooner than this, and needs no indicator. */
const DELAY_MS = 300;
/** Discord shows it for ten seconds. @see https://docs.discord.com/developers/resources/channel#trigger-typing-indicator */
const REFRESH_MS = 8000;

/** Starts showing it in a moment, and goes on until it is stopped or the work is given up. */
export function startTyping(options: {
  readonly type: (signal: AbortSignal) => Promise<void>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}): TypingIndicator {
  const { type, clock, signal } = options;
  const stopping = new AbortController();

  const run = async (): Promise<void> => {
    using end = createDeadline(undefined, signal, stopping.signal);
    await clock.sleep(DELAY_MS, end.signal);
    while (!end.signal.aborted) {
      // Without it the answer comes all the same.
      await type(end.signal).catch(() => undefined);
      await clock.sleep(REFRESH_MS, end.signal);
    }
  };
  void run().catch(() => undefined);
  return { stop: () => stopping.abort() };
}
