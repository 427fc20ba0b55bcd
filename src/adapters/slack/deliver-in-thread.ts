import type { Answer } from '../../core/answer/answer-service.ts';
import type { ReplyTransport } from '../../core/delivery/reply-transport.ts';
import type { TakenEvent } from '../../core/intake/intake.ts';
import type { UserKey } from '../../core/turn.ts';
import { createDirectOutlet } from './direct-outlet.ts';
import { toFooter } from './footer.ts';
import type { NextOutlet } from './reply-outlet.ts';
import type { Recipient, Thread } from './slack-calls.ts';
import { toSlackUser, type SlackFace } from './slack-face.ts';
import { toTitle } from './question.ts';
import { startThinking } from './thinking.ts';
import { createThreadTransport } from './thread-transport.ts';
import { createWhisperOutlet, type Whisper } from './whisper-outlet.ts';

/** An answer and where it goes. */
export interface ThreadDelivery {
  readonly taken: TakenEvent;
  readonly answer: Answer;
  readonly question: string;
  readonly thread: Thread;
  /** The message that is answered. */
  readonly askedTs: string;
  readonly recipient: Recipient;
  readonly botUserId: string;
  /** How to tell the asker something in private, if there is a way besides a direct message. */
  readonly whisper?: Whisper | undefined;
  readonly signal: AbortSignal;
}

/** Shows an answer in a thread, where something is seen at once and Slack's Stop button ends it. */
export async function deliverInThread(face: SlackFace, delivery: ThreadDelivery): Promise<void> {
  const { calls, budget, core } = face;
  const { taken, answer, thread, askedTs, recipient, botUserId, signal, question } = delivery;
  const { clock, logger, running } = core;
  const onStopPressed = (): void => void running.stop(answer.turnId);
  using _counted = face.runningThreads.open(thread, onStopPressed);
  const thinking = startThinking(face, { thread, user: recipient.user, title: toTitle(question), signal });
  const transport = createThreadTransport({
    calls,
    thread,
    askedTs,
    recipient,
    botUserId,
    budget,
    clock,
    logger,
    onStopPressed,
    acknowledged: thinking.acknowledged,
    elsewhere: toElsewhere(face, delivery),
    // Nobody can read it: no more of it is paid for.
    onLost: onStopPressed,
  });
  // What stands there before the first words is ended, too, if the process is killed.
  const placed = thinking.acknowledged.then((placeholder) => placeholder && taken.note({ target: transport.target() }));
  try {
    await deliver(face, { taken, answer, transport, user: toSlackUser(recipient) });
  } finally {
    await placed;
    await transport.settle();
    await thinking.end({ hasShown: transport.hasShown });
  }
}

/** Where the asker alone gets the answer, if the thread is closed. */
function toElsewhere({ calls, budget }: SlackFace, { recipient, whisper }: ThreadDelivery): readonly NextOutlet[] {
  const direct = createDirectOutlet({ calls, budget, user: recipient.user });
  return whisper === undefined ? [direct] : [direct, createWhisperOutlet(whisper)];
}

/** Shows an answer over a transport, with its sources. */
export async function deliver(
  { core }: SlackFace,
  {
    taken,
    answer,
    transport,
    user,
  }: Pick<ThreadDelivery, 'taken' | 'answer'> & {
    readonly transport: ReplyTransport;
    readonly user: UserKey;
  },
): Promise<void> {
  const { name } = await core.persona();
  await core.delivery.deliver(answer, {
    taken,
    transport,
    face: 'slack',
    user,
    renderFooter: (done) => toFooter(done, name),
  });
}
