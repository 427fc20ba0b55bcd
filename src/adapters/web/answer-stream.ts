import type { AnswerErrorKind, AnswerEvent, Outcome } from '../../core/answer/answer-event.ts';
import type { AnswerService } from '../../core/answer/answer-service.ts';
import { toSources } from '../../core/answer/citations.ts';
import { toShutdownNote, toUserMessage } from '../../core/answer/user-messages.ts';
import { InputError, RateLimitedError, UpstreamError } from '../../core/errors.ts';
import { logFailure } from '../../core/log-failure.ts';
import type { Logger } from '../../core/ports.ts';
import type { Passage } from '../../core/profile/chunk.ts';
import { createTurnId } from '../../core/turn.ts';
import type { Turn, TurnId } from '../../core/turn.ts';

/** Sends one event; `fields` is its one JSON object. */
export type SendEvent = (event: AnswerEvent['type'], fields: object) => Promise<void>;

/** What it takes to answer one question over a stream. */
export interface WriteAnswerOptions {
  readonly answers: AnswerService;
  readonly logger: Logger;
  readonly turn: Turn;
  /** Aborted when the reader has gone: nothing is written any more. */
  readonly departed: AbortSignal;
  /** Aborted when the turn must end for whatever reason, `departed` included. */
  readonly signal: AbortSignal;
  readonly send: SendEvent;
}

/** What has been sent so far, for an ending of our own. */
interface Progress {
  turnId: TurnId;
  text: string;
  passages: readonly Passage[];
  isDone: boolean;
}

/**
 * Asks and sends everything until `done`, which comes exactly once unless the reader has gone. A refusal and a failure
 * are sent as `error`, then as a delta for readers that only print, then as `done`. Never throws.
 */
export async function writeAnswer(options: WriteAnswerOptions): Promise<void> {
  const { departed, signal } = options;
  const progress: Progress = { turnId: createTurnId(), text: '', passages: [], isDone: false };
  const isWaitingForEnd = (): boolean => !progress.isDone && !departed.aborted;
  try {
    await relay(options, progress);
    // An answer that is aborted may just stop; its reader must not be left with half of it.
    if (isWaitingForEnd()) await sendEnding(options, progress, signal.reason);
  } catch (error) {
    if (isWaitingForEnd()) await sendEnding(options, progress, error);
  }
}

async function relay({ answers, turn, signal, departed, send }: WriteAnswerOptions, progress: Progress): Promise<void> {
  const answer = await answers.ask(turn, { signal });
  progress.turnId = answer.turnId;
  for await (const event of answer.events) {
    if (departed.aborted) return;
    note(event, progress);
    await send(event.type, toFields(event));
  }
}

function note(event: AnswerEvent, progress: Progress): void {
  if (event.type === 'passages') progress.passages = event.passages;
  if (event.type === 'delta') progress.text += event.text;
  if (event.type === 'done') progress.isDone = true;
}

async function sendEnding({ logger, signal, send }: WriteAnswerOptions, progress: Progress, error: unknown) {
  const { turnId, text, passages } = progress;
  const { outcome, kind, message } = toEnding(error, { turnId, isInterrupted: signal.aborted });
  if (outcome === 'failed' && kind !== 'shutdown')
    logFailure(logger, { event: 'web.answer_failed', turnId, err: error });
  const added = text === '' ? message : `\n\n${message}`;
  const sources = text === '' ? [] : toSources(text, passages);
  await send('error', { turnId, kind, message });
  await send('delta', { text: added });
  await send('done', { turnId, text: text + added, sources, outcome });
}

interface Ending {
  readonly outcome: Outcome;
  readonly kind: AnswerErrorKind;
  readonly message: string;
}

function toEnding(error: unknown, { turnId, isInterrupted }: { turnId: TurnId; isInterrupted: boolean }): Ending {
  if (isInterrupted) return { outcome: 'failed', kind: 'shutdown', message: toShutdownNote(turnId) };
  const message = toUserMessage(error, turnId);
  if (error instanceof InputError) return { outcome: 'refused', kind: 'input', message };
  if (error instanceof RateLimitedError) return { outcome: 'refused', kind: 'rate_limited', message };
  return { outcome: 'failed', kind: error instanceof UpstreamError ? error.kind : 'internal', message };
}

/** The event as clients see it: without its type, which is the name of the event, and with passages flat. */
function toFields(event: AnswerEvent): object {
  if (event.type === 'passages') return { passages: event.passages.map(toPassageFields) };
  if (event.type === 'done') {
    // The form of this event is a promise to other programs; why an answer is degraded stands in its text.
    const { turnId, text, sources, outcome } = event;
    return { turnId, text, sources, outcome };
  }
  const { type: _type, ...fields } = event;
  return fields;
}

function toPassageFields({ chunk, score }: Passage, index: number): object {
  return { number: index + 1, title: chunk.title, text: chunk.text, source: chunk.source, link: chunk.link, score };
}
