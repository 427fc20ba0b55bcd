import { UpstreamError } from '../errors.ts';
import { logFailure } from '../log-failure.ts';
import { ShutdownError } from '../../support/task-group.ts';
import type { AnswerErrorKind, AnswerEvent } from './answer-event.ts';
import type { AnswerParts } from './answer-parts.ts';
import { isCancelled, isStopped } from './running-turn.ts';
import type { RunningTurn } from './running-turn.ts';
import type { TurnTally } from './turn-tally.ts';
import { STOPPED_NOTE, toShutdownNote, toUserMessage } from './user-messages.ts';

/** Says in one sentence what went wrong, below whatever was written before. */
export async function* explainFailure(
  parts: AnswerParts,
  { turnId, signal, turn }: RunningTurn,
  { error, tally }: { readonly error: unknown; readonly tally: TurnTally },
): AsyncGenerator<AnswerEvent, void> {
  tally.outcome = isStopped({ signal }) ? 'stopped' : 'failed';
  tally.hasStatements = tally.text !== '';
  if (isStopped({ signal })) {
    yield { type: 'delta', text: tally.text === '' ? STOPPED_NOTE : `\n\n${STOPPED_NOTE}` };
    return;
  }
  const isShutdown = signal.reason instanceof ShutdownError;
  if (isCancelled({ signal })) return;
  const reason = toReason(error);
  const sentence = isShutdown ? toShutdownNote(turnId) : toUserMessage(reason, turnId);
  if (!isShutdown) logFailure(parts.logger, { event: 'answer.failed', turnId, face: turn.face, err: error });
  yield { type: 'error', turnId, kind: isShutdown ? 'shutdown' : toErrorKind(reason), message: sentence };
  yield { type: 'delta', text: tally.text === '' ? sentence : `\n\n${sentence}` };
}

/** The turn's own deadline reads like a service that takes too long. */
function toReason(error: unknown): unknown {
  if (!(error instanceof DOMException) || error.name !== 'TimeoutError') return error;
  return new UpstreamError({
    service: 'llm',
    kind: 'timeout',
    message: 'The turn reached its deadline.',
    cause: error,
  });
}

function toErrorKind(error: unknown): AnswerErrorKind {
  return error instanceof UpstreamError ? error.kind : 'internal';
}
