import type { Cancellable } from '../ports.ts';
import type { TenantKey, Turn, TurnId } from '../turn.ts';
import type { AnswerEvent } from './answer-event.ts';

/** An answer on its way. */
export interface Answer {
  readonly turnId: TurnId;
  /** As in the turn. */
  readonly tenant?: TenantKey | undefined;
  /** Ends with `done` and never throws, unless it is aborted. Can be iterated once. */
  readonly events: AsyncIterable<AnswerEvent>;
}

/** How something is asked. */
export interface AskOptions extends Cancellable {
  /**
   * The turn whose question is asked again: it looks back on what was said before that turn only, and is answered anew even
   * where the answer is kept.
   */
  readonly again?: TurnId | undefined;
}

/** What every face asks. */
export interface AnswerService {
  /**
   * Checks the question and takes it off the limits; retrieval and generation begin when the events are read.
   * Takes milliseconds, so that a face can refuse in private before it answers in public.
   *
   * @throws {InputError} the question is empty or too long; the message says what to change
   * @throws {RateLimitedError} over a limit; nothing was spent
   */
  ask(turn: Turn, options: AskOptions): Promise<Answer>;
}
