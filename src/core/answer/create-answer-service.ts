import { InputError, RateLimitedError } from '../errors.ts';
import type { LimitScope } from '../errors.ts';
import type { BulkheadPlace } from '../limits/bulkhead.ts';
import type { Passage } from '../profile/chunk.ts';
import type { StoredTurn } from '../state-store.ts';
import { createDeadline } from '../../support/deadline.ts';
import { createTurnId } from '../turn.ts';
import type { Turn } from '../turn.ts';
import type { AnswerEvent } from './answer-event.ts';
import type { AnswerServiceParts } from './answer-parts.ts';
import type { Answer, AnswerService } from './answer-service.ts';
import type { CacheSlot } from './cached-answers.ts';
import { giveAgain } from './give-again.ts';
import { parseQuestion } from './question.ts';
import { runTurn } from './run-turn.ts';
import type { RunningTurn } from './running-turn.ts';

/**
 * Builds the one service that every face asks: limits, what was answered before, retrieval, the decision whether to
 * answer, generation.
 */
export function createAnswerService(parts: AnswerServiceParts): AnswerService {
  return {
    async ask(turn, { signal, again }): Promise<Answer> {
      const { question, place } = await admit(parts, turn);
      const turnId = turn.turnId ?? createTurnId();
      const running = { turn: { ...turn, question }, turnId, signal, again };
      return { turnId, tenant: turn.tenant, events: answer(parts, running, place) };
    },
  };
}

interface Admitted {
  readonly question: string;
  readonly place: BulkheadPlace | undefined;
}

const STILL_READING = 'I am still reading my files for the first time. Please ask again in a minute.';

/** A refusal is an outcome like any other: it is counted, and one line tells of it. */
async function admit(parts: AnswerServiceParts, turn: Turn): Promise<Admitted> {
  const { admission, bulkhead, logger, hashUser, onTurn, isReading } = parts;
  let place: BulkheadPlace | undefined;
  try {
    const question = parseQuestion(turn.question);
    if (isReading?.() === true) throw new InputError(STILL_READING);
    // Looked at first, so that whoever is turned away here has asked nothing yet.
    place = bulkhead?.enter();
    await admission.admit(turn);
    return { question, place };
  } catch (error) {
    place?.leave();
    if (!(error instanceof InputError || error instanceof RateLimitedError)) throw error;
    const { face, user } = turn;
    logger.info({ event: 'answer.refused', face, user: hashUser(user), reason: error.name, ...toScope(error) });
    onTurn?.({ face, outcome: 'refused', firstDeltaMs: undefined, totalMs: 0, promptTokens: 0, completionTokens: 0 });
    throw error;
  }
}

function toScope(error: InputError | RateLimitedError): { readonly scope?: LimitScope } {
  return error instanceof RateLimitedError ? { scope: error.scope } : {};
}

async function* answer(
  parts: AnswerServiceParts,
  running: RunningTurn,
  place: BulkheadPlace | undefined,
): AsyncGenerator<AnswerEvent, void> {
  try {
    yield* answerInPlace(parts, running, place);
  } finally {
    place?.leave();
  }
}

async function* answerInPlace(
  parts: AnswerServiceParts,
  running: RunningTurn,
  place: BulkheadPlace | undefined,
): AsyncGenerator<AnswerEvent, void> {
  const { turn, turnId } = running;
  using stopping = parts.running.open(turnId, turn.user);
  using either = createDeadline(undefined, running.signal, stopping.signal);
  const stoppable = { ...running, signal: either.signal };
  const isAgain = running.again !== undefined;
  const slot = await openSlot(parts, stoppable);
  if (slot !== undefined && !isAgain) parts.onCacheLookUp?.(slot.found === undefined ? 'miss' : 'hit');
  if (slot?.found !== undefined && !isAgain) return yield* giveAgain(parts, stoppable, slot.found);
  const startedAt = parts.clock.now();
  // A wait that is broken off is told as every turn that is.
  await place?.begin(stoppable).catch(() => undefined);
  const waitedMs = parts.clock.now() - startedAt;
  let recalled: readonly StoredTurn[] = [];
  const onRecalled = (history: readonly StoredTurn[]): void => void (recalled = history);
  yield* keptIn(slot, runTurn(parts, { ...stoppable, waitedMs, onRecalled }), () => recalled);
}

/** Without a memory there is no cache either; the turn itself tells of the failure. */
async function openSlot(
  { cachedAnswers, memory }: AnswerServiceParts,
  { turn, again }: RunningTurn,
): Promise<CacheSlot | undefined> {
  if (cachedAnswers === undefined) return undefined;
  const history = await memory.recall(turn, again).catch(() => undefined);
  return history === undefined ? undefined : cachedAnswers.open(turn, history);
}

/** Passes the events on, and keeps the answer that they make when nothing went wrong on the way. */
async function* keptIn(
  slot: CacheSlot | undefined,
  events: AsyncIterable<AnswerEvent>,
  recalled: () => readonly StoredTurn[],
): AsyncGenerator<AnswerEvent, void> {
  let passages: readonly Passage[] = [];
  let isWhole = true;
  for await (const event of events) {
    if (event.type === 'passages') passages = event.passages;
    if (event.type === 'error') isWhole = false;
    if (event.type === 'done' && isWhole) await slot?.keep({ passages, done: event, history: recalled() });
    yield event;
  }
}
