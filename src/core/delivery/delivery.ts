import type { Answer } from '../answer/answer-service.ts';
import type { AnswerDone } from '../answer/answer-event.ts';
import type { TakenEvent } from '../intake/intake.ts';
import type { Face, UserKey } from '../turn.ts';
import type { ReplyTransport } from './reply-transport.ts';

/** Where an answer goes. */
export interface DeliveryOptions {
  readonly transport: ReplyTransport;
  readonly face: Face;
  readonly user: UserKey;
  /** What is answered; an answer to nothing that was taken gets a journal entry of its own. Ended with the answer. */
  readonly taken?: TakenEvent | undefined;
  /** What stands under the finished answer: sources and what the twin is. May be empty. Already platform text. */
  renderFooter(done: AnswerDone): string;
  /**
   * Aborted with a `StoppedError` when the person wants to see no more: what stands then stays, with a note. Aborting
   * the generation is up to who asked.
   */
  readonly stop?: AbortSignal | undefined;
}

/** Shows an answer while it is written, over as many messages as it takes. */
export interface Delivery {
  /**
   * Resolves when the last message shows everything, or when the platform gave up for good, which is logged.
   * Does not throw on platform faults.
   */
  deliver(answer: Answer, options: DeliveryOptions): Promise<AnswerDone>;
}
