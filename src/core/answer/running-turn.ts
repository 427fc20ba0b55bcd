import type { StoredTurn } from '../state-store.ts';
import type { Turn, TurnId } from '../turn.ts';
import { ShutdownError } from '../../support/task-group.ts';

/** One question on its way through the steps. */
export interface RunningTurn {
  readonly turn: Turn;
  readonly turnId: TurnId;
  readonly signal: AbortSignal;
  /** The turn whose question is asked again. */
  readonly again?: TurnId | undefined;
  /** Milliseconds of the turn's time that went by before it began. */
  readonly waitedMs?: number;
  /** Told of what was said before, as the answer is given it. */
  readonly onRecalled?: (history: readonly StoredTurn[]) => void;
}

/** The reason with which a turn is aborted when a person has read enough. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
}

/** Whether a person stopped the answer: what is written stays, and that is no failure. */
export function isStopped({ signal }: Pick<RunningTurn, 'signal'>): boolean {
  return signal.aborted && signal.reason instanceof StoppedError;
}

/** Whoever asked has gone: that is no failure, the turn just stops. */
export function isCancelled({ signal }: Pick<RunningTurn, 'signal'>): boolean {
  return signal.aborted && !(signal.reason instanceof ShutdownError) && !isStopped({ signal });
}
