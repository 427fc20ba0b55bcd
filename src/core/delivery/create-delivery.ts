import type { AnswerDone } from '../answer/answer-event.ts';
import type { Answer } from '../answer/answer-service.ts';
import type { RunningAnswersWriter } from '../answer/running-answers.ts';
import type { CallWindows } from '../call-windows.ts';
import type { Clock, Logger } from '../ports.ts';
import type { Intake } from '../intake/intake.ts';
import { createDeadline } from '../../support/deadline.ts';
import type { Delivery } from './delivery.ts';
import type { DeliverySummary } from './delivery-watch.ts';
import { createPacer } from './pacer.ts';
import { createStreamedReply } from './streamed-reply.ts';
import type { StreamedReply } from './streamed-reply.ts';

/** What a delivery works with. */
export interface DeliveryParts {
  readonly intake: Intake;
  /** Counts the calls of all answers. */
  readonly windows: CallWindows;
  /** Where a reply can be stopped while it is shown. */
  readonly running: RunningAnswersWriter;
  /** Is told how each answer was shown. */
  readonly onDelivered?: ((summary: DeliverySummary) => void) | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Builds the delivery that every platform shares. */
export function createDelivery(parts: DeliveryParts): Delivery {
  const pacer = createPacer(parts);
  return {
    async deliver(answer, options) {
      const { transport, face, user } = options;
      const { turnId, tenant } = answer;
      const arrival = { face, user, tenant, target: transport.target(), expiresAt: transport.expiresAt };
      const taken = options.taken ?? parts.intake.begin(arrival, turnId);
      using stopping = parts.running.open(turnId, user);
      using stop = createDeadline(undefined, stopping.signal, ...(options.stop === undefined ? [] : [options.stop]));
      const reply = createStreamedReply({
        ...parts,
        pacer,
        transport,
        face,
        user,
        stop: stop.signal,
        taken,
      });
      try {
        await reply.open();
        const [done] = await Promise.all([pour(answer, reply), reply.grow()]);
        await reply.finish(done, options.renderFooter(done));
        return done;
      } finally {
        reply.close();
      }
    },
  };
}

/** Writes the deltas into the reply; gives the last event. */
async function pour(answer: Answer, reply: StreamedReply): Promise<AnswerDone> {
  let done: AnswerDone = { type: 'done', turnId: answer.turnId, text: '', sources: [], outcome: 'failed' };
  try {
    for await (const event of answer.events) {
      if (event.type === 'delta') reply.write(event.text);
      if (event.type === 'done') done = event;
    }
  } finally {
    reply.end();
  }
  return done;
}
