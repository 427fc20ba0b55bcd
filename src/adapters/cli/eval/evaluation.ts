import type { Examined } from '../../../core/golden/examiner.ts';
import type { Score } from '../../../core/golden/score.ts';

/** One run of all golden questions. */
export interface Evaluation {
  readonly at: Date;
  readonly personaName: string;
  /** What answered, for people. */
  readonly engines: string;
  readonly all: readonly Examined[];
  readonly score: Score;
}
