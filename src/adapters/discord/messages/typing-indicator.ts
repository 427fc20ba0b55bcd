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
  const ended = AbortSignal.any([signal, stopping.signal]);

  const run = async (): Promise<void> => {
    await clock.sleep(DELAY_MS, ended);
    while (!ended.aborted) {
      // Without it the answer comes all the same.
      await type(ended).catch(() => undefined);
      await clock.sleep(REFRESH_MS, ended);
    }
  };
  void run().catch(() => undefined);
  return { stop: () => stopping.abort() };
}
