import type { TurnId, UserKey } from '../turn.ts';
import { StoppedError } from './running-turn.ts';

/** The answers that this process is writing or showing, so that somebody who has read enough may stop one. */
export interface RunningAnswers {
  /** Who asked; nothing when this process does not write that answer, or no longer. */
  asker(turnId: TurnId): UserKey | undefined;
  /**
   * Stops it at once, so that no more of it is paid for or shown: what stands stays, with a note, and the outcome of one that
   * was still being written is `stopped`. Gives `false` when this process does not write that answer, or no longer. Who may do so is the face's business.
   */
  stop(turnId: TurnId): boolean;
}

/** The side of what writes and of what shows. */
export interface RunningAnswersWriter extends RunningAnswers {
  /** Lets an answer be stopped until everybody who opened it has disposed what they got. */
  open(turnId: TurnId, user: UserKey): Disposable & { readonly signal: AbortSignal };
}

/** Starts without any. */
export function createRunningAnswers(): RunningAnswersWriter {
  const running = new Map<
    TurnId,
    { readonly user: UserKey; readonly stopping: AbortController; holderCount: number }
  >();
  return {
    asker: (turnId) => running.get(turnId)?.user,
    stop(turnId) {
      const answer = running.get(turnId);
      if (answer === undefined || answer.stopping.signal.aborted) return false;
      answer.stopping.abort(new StoppedError('Somebody stopped the answer.'));
      return true;
    },
    open(turnId, user) {
      const answer = running.get(turnId) ?? { user, stopping: new AbortController(), holderCount: 0 };
      answer.holderCount += 1;
      running.set(turnId, answer);
      return {
        signal: answer.stopping.signal,
        [Symbol.dispose]() {
          answer.holderCount -= 1;
          if (answer.holderCount === 0) running.delete(turnId);
        },
      };
    },
  };
}
