import type { Usage } from '../ports.ts';
import type { DegradedBy, Outcome } from './answer-event.ts';
import type { Ungrounded } from './grounding.ts';

/** What the steps learn about a turn, for the summary in the log. */
export interface TurnTally {
  text: string;
  outcome: Outcome;
  degradedBy: DegradedBy | undefined;
  /** What the answer says and its passages do not. */
  ungrounded: readonly Ungrounded[];
  /** Citations of passages that are not there, which nobody was shown. */
  droppedCitations: number;
  /** The note under the text that names what is ungrounded; it is no part of what the twin said. */
  note: string;
  /** Whether the text says something about the person that sources stand under. */
  hasStatements: boolean;
  model: string;
  usage: Usage;
  retryCount: number;
  deltaCount: number;
  firstDeltaAt: number | undefined;
}

/** The tally of a turn that has not begun. */
export function createTally(): TurnTally {
  return {
    text: '',
    outcome: 'answered',
    degradedBy: undefined,
    ungrounded: [],
    droppedCitations: 0,
    note: '',
    hasStatements: true,
    model: 'none',
    usage: { promptTokens: 0, completionTokens: 0 },
    retryCount: 0,
    deltaCount: 0,
    firstDeltaAt: undefined,
  };
}
