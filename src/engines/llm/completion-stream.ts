import type { Groq } from 'groq-sdk';

import { UpstreamError } from '../../core/errors.ts';
import type { UpstreamKind } from '../../core/errors.ts';
import type { ChatMessage, Clock, Usage } from '../../core/ports.ts';
import { abortable, createAbortableWait } from '../../support/abortable.ts';
import type { AbortableWait } from '../../support/abortable.ts';
import { createDeadline } from '../../support/deadline.ts';
import { NOT_NEEDED } from '../../support/not-needed.ts';
import { parseCompletionChunk } from './completion-chunk.ts';
import { toCompletionBody } from './completion-request.ts';
import type { LlmService } from './completion-request.ts';
import { createWatchdog } from './deadlines.ts';
import type { Deadlines } from './deadlines.ts';
import { namesOf } from './service-names.ts';
import { createThinkingFilter } from './thinking.ts';

/** One try at a completion. */
export interface CompletionTry {
  readonly client: Groq;
  readonly service: LlmService;
  readonly path: string;
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  /** Epoch ms at which the question came; the deadlines count from there. */
  readonly startedAt: number;
  readonly signal: AbortSignal;
}

/** A piece of visible text, or the end of a whole answer. */
export type CompletionEvent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'end'; readonly usage: Usage | undefined };

/** After the model has stopped, the count of tokens may still come; nobody waits longer than this for it. */
const USAGE_GRACE_MS = 1000;
/** With these the model stopped before its answer was whole. */
const CUT_REASONS: ReadonlySet<string> = new Set(['length', 'content_filter', 'tool_calls', 'function_call', 'error']);

/**
 * Asks once and streams. The SDK neither limits a stream in time nor tells an aborted or cut one from a whole one: so a
 * watchdog does the first, and only a stream with a reason to finish counts as whole.
 *
 * @throws {UpstreamError} kind timeout when a deadline passes, unavailable when the stream is cut, bad_response when
 * the answer is empty or stopped at its limit
 * @throws {APIError} as the SDK throws it, for what the server refuses
 */
export async function* streamCompletion(attempt: CompletionTry): AsyncGenerator<CompletionEvent, void> {
  const { clock, deadlines, service, startedAt } = attempt;
  const toFault = createFaults(service);
  using watchdog = createWatchdog(clock, () => toFault('timeout', 'fell silent. Ask again in a moment.'));
  const stop = new AbortController();
  using patience = createDeadline(undefined, attempt.signal, watchdog.signal, stop.signal);
  const { signal } = patience;
  const endsAt = startedAt + deadlines.totalMs;
  const expectWithin = (ms: number): void => watchdog.expectWithin(Math.min(ms, endsAt - clock.now()));
  expectWithin(startedAt + deadlines.firstTokenMs - clock.now());

  let finishReason: string | undefined;
  let usage: Usage | undefined;
  const thinking = createThinkingFilter();
  let hasText = false;
  try {
    const events = await openStream(attempt, signal);
    const wait = createAbortableWait(signal);
    for (;;) {
      const next = await nextEvent(events, wait, finishReason !== undefined);
      if (next === 'end') break;
      const chunk = parseCompletionChunk(next);
      finishReason ??= chunk.finishReason;
      usage = chunk.usage ?? usage;
      if (chunk.isToken) expectWithin(deadlines.betweenTokensMs);
      if (finishReason !== undefined) expectWithin(USAGE_GRACE_MS);
      const text = thinking.push(chunk.text);
      if (text === '') continue;
      hasText = true;
      yield { type: 'text', text };
    }
  } finally {
    // Closes the connection, also when the reader has gone.
    stop.abort(NOT_NEEDED);
  }
  attempt.signal.throwIfAborted();
  if (finishReason === undefined) throw toFault('unavailable', 'broke off its answer. Ask again in a moment.');
  if (CUT_REASONS.has(finishReason))
    throw toFault('bad_response', `stopped early (${finishReason}). Ask for less at once.`);
  const rest = thinking.end();
  if (rest !== '') yield { type: 'text', text: rest };
  if (!hasText && rest.trim() === '')
    throw toFault('bad_response', 'gave an empty answer. Ask again, or choose another model.');
  yield { type: 'end', usage };
}

async function openStream(attempt: CompletionTry, signal: AbortSignal): Promise<AsyncIterator<unknown>> {
  const { client, service, path, model, messages, deadlines } = attempt;
  const body = toCompletionBody(service, model, messages);
  const request = client.post<AsyncIterable<unknown>>(path, { body, stream: true, signal, timeout: deadlines.totalMs });
  const { data, response } = await abortable(request.withResponse(), signal);
  const type = response.headers.get('content-type') ?? '';
  if (/html|json/.test(type)) {
    throw createFaults(service)(
      'bad_response',
      `answered with ${type.split(';')[0] ?? type}, not a stream. Check the address.`,
    );
  }
  return data[Symbol.asyncIterator]();
}

/** A stream that breaks after the model has finished is whole all the same. */
async function nextEvent(events: AsyncIterator<unknown>, wait: AbortableWait, isFinished: boolean): Promise<unknown> {
  try {
    const { done, value } = await wait(events.next());
    return done === true ? 'end' : value;
  } catch (error) {
    if (isFinished) return 'end';
    throw error;
  }
}

function createFaults(service: LlmService): (kind: UpstreamKind, what: string) => UpstreamError {
  const { title } = namesOf(service);
  return (kind, what) => new UpstreamError({ service, kind, message: `${title} ${what}` });
}
