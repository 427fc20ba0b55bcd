import type { TurnId, UserKey } from '../turn.ts';
import { StoppedError } from './running-turn.ts';

/** The answers that this process is writing, so that somebody who has read enough may stop one. */
export interface RunningAnswers {
  /** Who asked; nothing when this process does not write that answer, or no longer. */
  asker(turnId: TurnId): UserKey | undefined;
  /**
   * Stops the writing at once, so that no more of it is paid for: what is written stays, with a note, and the outcome is
   * `stopped`. Gives `false` when this process does not write that answer, or no longer. Who may do so is the face's business.
   */
  stop(turnId: TurnId): boolean;
}

/** The side of the answer service. */
export interface RunningAnswersWriter extends RunningAnswers {
  /** Lets an answer be stopped until it is disposed. */
  open(turnId: TurnId, user: UserKey): Disposable & { readonly signal: AbortSignal };
}

/** Starts without any. */
export function createRunningAnswers(): RunningAnswersWriter {
  const running = new Map<TurnId, { readonly user: UserKey; readonly stopping: AbortController }>();
  return {
    asker: (turnId) => running.get(turnId)?.user,
    stop(turnId) {
      const answer = running.get(turnId);
      answer?.stopping.abort(new StoppedError('Somebody stopped the answer.'));
      return running.delete(turnId);
    },
    open(turnId, user) {
      const stopping = new AbortController();
      running.set(turnId, { user, stopping });
      return { signal: stopping.signal, [Symbol.dispose]: () => void running.delete(turnId) };
    },
  };
}
