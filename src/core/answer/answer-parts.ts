import type { Memory } from '../conversation/memory.ts';
import type { Admission } from '../limits/admission.ts';
import type { Bulkhead } from '../limits/bulkhead.ts';
import type { Clock, Generator, Logger } from '../ports.ts';
import type { Persona } from '../profile/chunk.ts';
import type { CachedAnswers } from './cached-answers.ts';
import type { UngroundedKind } from './grounding.ts';
import type { Retriever } from './retriever.ts';
import type { RunningAnswersWriter } from './running-answers.ts';

/** What an answer is made with. */
export interface AnswerParts {
  readonly admission: Admission;
  readonly memory: Memory;
  readonly retriever: Retriever;
  /** Whom the twin speaks for while no version is recorded. */
  readonly persona: () => Promise<Persona>;
  readonly generator: Generator;
  /** Writes without a model; answers when `generator` cannot. */
  readonly fallback: Generator;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Turns a person's key into what a log may hold. */
  readonly hashUser: (user: string) => string;
  /** Is told how every turn ended, for metrics. */
  readonly onTurn?: (summary: TurnSummary) => void;
}

/** What the service has besides, before an answer is made. */
export interface AnswerServiceParts extends AnswerParts {
  /** Where a running answer can be stopped. */
  readonly running: RunningAnswersWriter;
  /** Without it any number of answers are written at once. */
  readonly bulkhead?: Bulkhead;
  /** Without it every question is answered anew. */
  readonly cachedAnswers?: CachedAnswers;
  /** Is told of every question that the cache could have served, for metrics. */
  readonly onCacheLookUp?: (result: CacheResult) => void;
  /** Whether nothing was ever ingested and the first ingest is running: nobody is told then that the files do not say. */
  readonly isReading?: () => boolean;
}

/** Whether a question had been answered already. */
export type CacheResult = 'hit' | 'miss';

/** One turn in numbers. */
export interface TurnSummary {
  readonly face: string;
  readonly outcome: string;
  /** Milliseconds to the first text; nothing when there was none. */
  readonly firstDeltaMs: number | undefined;
  readonly totalMs: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** The kind of everything that the answer says and its passages do not; absent where no model wrote it. */
  readonly ungroundedKinds?: readonly UngroundedKind[];
  /** Citations of passages that are not there, which nobody was shown. */
  readonly droppedCitations?: number;
}
