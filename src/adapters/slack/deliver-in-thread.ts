import type { Answer } from '../../core/answer/answer-service.ts';
import type { ReplyTransport } from '../../core/delivery/reply-transport.ts';
import type { UserKey } from '../../core/turn.ts';
import { toFooter } from './footer.ts';
import type { Posted, Recipient, Thread } from './slack-calls.ts';
import { toSlackUser, type SlackFace } from './slack-face.ts';
import { PLACEHOLDER, STATUS } from './texts.ts';
import { createThreadTransport } from './thread-transport.ts';

/** An answer and where it goes. */
export interface ThreadDelivery {
  readonly answer: Answer;
  readonly thread: Thread;
  readonly recipient: Recipient;
  readonly botUserId: string;
  readonly signal: AbortSignal;
}

const STATUS_WITHIN_MS = 1_500;

/** Shows an answer in a thread, where something is seen at once. */
export async function deliverInThread(face: SlackFace, delivery: ThreadDelivery): Promise<void> {
  const { calls, budget, core } = face;
  const { answer, thread, recipient, botUserId, signal } = delivery;
  const acknowledged = acknowledge(face, thread, signal);
  const { clock, logger } = core;
  const transport = createThreadTransport({ calls, thread, recipient, botUserId, budget, acknowledged, clock, logger });
  try {
    await deliver(face, { answer, transport, user: toSlackUser(recipient) });
  } finally {
    await transport.settle();
  }
}

/** Shows an answer over a transport, with its sources. */
export async function deliver(
  { core }: SlackFace,
  { answer, transport, user }: { readonly answer: Answer; readonly transport: ReplyTransport; readonly user: UserKey },
): Promise<void> {
  const { name } = await core.persona();
  await core.delivery.deliver(answer, {
    transport,
    face: 'slack',
    user,
    renderFooter: (done) => toFooter(done, name),
  });
}

/** Shows a status line, or a message where there is none. Never rejects: an answer without it is still an answer. */
async function acknowledge(
  { calls, core }: SlackFace,
  thread: Thread,
  signal: AbortSignal,
): Promise<{ readonly posted: Posted; readonly text: string } | undefined> {
  const startedAt = core.clock.now();
  const acknowledged = (): void => core.telemetry.acknowledged('slack', core.clock.now() - startedAt);
  const statusSignal = AbortSignal.timeout(STATUS_WITHIN_MS);
  try {
    await calls.setStatus(thread, STATUS, statusSignal);
    acknowledged();
    return undefined;
  } catch (error) {
    core.logger.debug({ event: 'slack.status_refused', err: error });
    // Too late for a placeholder: the first words may be there any moment.
    if (statusSignal.aborted) return undefined;
  }
  try {
    const posted = await calls.post(thread, PLACEHOLDER, signal);
    acknowledged();
    return { posted, text: PLACEHOLDER };
  } catch (error) {
    core.logger.debug({ event: 'slack.placeholder_refused', err: error });
    return undefined;
  }
}
