import type { AnswerScript } from '../answer-script.ts';
import type { AnswerSeen } from './seen-answer.ts';

/** How one answer is asked for. */
export interface Asked extends AnswerScript {
  /** A command has its own bucket; mentions share that of their channel, or their workspace. */
  readonly by: 'slash' | 'mention' | 'dm';
  /**
   * A message may be lost where nobody may look for it, so that a part of the text stands twice: then the last message has to
   * hold all of it, and to say so.
   */
  readonly mayRepeat?: boolean;
  /** Milliseconds after the start. */
  readonly startMs: number;
  /** Names the channel; those in one share it. */
  readonly place: string;
  /** Only there to be remembered by the process; not measured. */
  readonly isEarlier?: boolean;
}

/** How requests go wrong. */
export type LoopbackFault = 'rate_limited' | 'unavailable' | 'reset before' | 'reset after';

/** The real adapter on the real core, talking to a platform on loopback. */
export interface Stage extends AsyncDisposable {
  /** The next request of a kind goes wrong. */
  fail(kind: string, fault: LoopbackFault): void;
  /** Asks, waits for the end, and measures what was seen. */
  show(asked: Asked): Promise<AnswerSeen>;
  /** Whether a request of this kind was made. */
  wasMade(kind: string): boolean;
  /** Requests that show something. */
  readonly requestCount: number;
  /** Requests that met a limit; planned faults are not among them. */
  readonly limitedCount: number;
  /** What a well-behaved bot never does. */
  readonly problems: readonly string[];
}

/** An answer that is not whole by then is lost. */
const PATIENCE_MS = 100_000;
const LOOK_AGAIN_MS = 20;

/** Waits until something is so; gives whether it came to be. */
export async function becomes(condition: () => boolean, patienceMs = PATIENCE_MS): Promise<boolean> {
  const until = Date.now() + patienceMs;
  while (!condition() && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  return condition();
}
