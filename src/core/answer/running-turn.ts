import type { Turn, TurnId } from '../turn.ts';
import { ShutdownError } from '../../support/task-group.ts';

/** One question on its way through the steps. */
export interface RunningTurn {
  readonly turn: Turn;
  readonly turnId: TurnId;
  readonly signal: AbortSignal;
}

/** Whoever asked has gone: that is no failure, the turn just stops. */
export function isCancelled({ signal }: Pick<RunningTurn, 'signal'>): boolean {
  return signal.aborted && !(signal.reason instanceof ShutdownError);
}
