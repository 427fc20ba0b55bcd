import { UpstreamError } from '../errors.ts';
import { logFailure } from '../log-failure.ts';
import type { Usage } from '../ports.ts';
import type { StoredTurn } from '../state-store.ts';
import type { Turn, TurnId } from '../turn.ts';
import type { AnswerDone, AnswerErrorKind, AnswerEvent, DegradedBy, Outcome } from './answer-event.ts';
import { toSources } from './citations.ts';
import type { AnswerParts } from './answer-parts.ts';
import type { Ungrounded } from './grounding.ts';
import { toIdentityAnswer } from './identity.ts';
import { buildPrompt } from './prompt.ts';
import type { Retrieval } from './retriever.ts';
import { createDeadline } from '../../support/deadline.ts';
import { ShutdownError } from '../../support/task-group.ts';
import { toShutdownNote, toUnknownText, toUserMessage } from './user-messages.ts';
import { writeAnswer } from './write-answer.ts';

/** One question on its way through the steps. */
export interface RunningTurn {
  readonly turn: Turn;
  readonly turnId: TurnId;
  readonly signal: AbortSignal;
}

/** What the steps learn about a turn, for the summary in the log. */
export interface TurnTally {
  text: string;
  outcome: Outcome;
  degradedBy: DegradedBy | undefined;
  /** What the answer says and its passages do not. */
  ungrounded: readonly Ungrounded[];
  /** Citations of passages that are not there, which nobody was shown. */
  droppedCitations: number;
  /** The note under the text that names what is ungrounded; it is no part of what the twin said. */
  note: string;
  /** Whether the text says something about the person that sources stand under. */
  hasStatements: boolean;
  model: string;
  usage: Usage;
  retryCount: number;
  deltaCount: number;
  firstDeltaAt: number | undefined;
}

/** Whatever hangs, people hear something by then; the parts have shorter deadlines of their own. */
const TURN_DEADLINE_MS = 43_000;

/** Takes one question through retrieval and generation. Never throws: what goes wrong is told as events. */
export async function* runTurn(parts: AnswerParts, running: RunningTurn): AsyncGenerator<AnswerEvent, void> {
  const startedAt = parts.clock.now();
  const tally = createTally();
  using deadline = createDeadline(TURN_DEADLINE_MS, running.signal);
  const { signal } = deadline;
  let retrieval: Retrieval | undefined;
  try {
    const identity = toIdentityAnswer(running.turn.question, await parts.persona());
    if (identity === undefined) {
      const history = await parts.memory.recall(running.turn);
      retrieval = await parts.retriever.retrieve(running.turn.question, {
        history,
        filter: { audience: running.turn.audience },
        signal,
      });
      yield { type: 'passages', passages: retrieval.passages };
      yield* told(tally, parts, answerFrom(parts, { ...running, signal }, { retrieval, history, tally }));
    } else {
      tally.hasStatements = false;
      yield* told(tally, parts, [{ type: 'delta', text: identity }]);
    }
  } catch (error) {
    yield* told(tally, parts, explain(parts, running, { error, tally }));
  }
  const sources = tally.hasStatements ? toSources(tally.text, retrieval?.passages ?? []) : [];
  await remember(
    parts,
    running.turn,
    tally,
    sources.map(({ title }) => title),
  );
  if (!isCancelled(running)) summarize(parts, running, { tally, retrieval, startedAt });
  yield { type: 'done', turnId: running.turnId, text: tally.text, sources, ...toEnding(tally) };
}

/** How it ended, for the last event. */
function toEnding({ outcome, degradedBy }: TurnTally): Pick<AnswerDone, 'outcome' | 'degradedBy'> {
  return outcome === 'degraded' && degradedBy !== undefined ? { outcome, degradedBy } : { outcome };
}

async function* answerFrom(
  parts: AnswerParts,
  running: RunningTurn,
  found: { readonly retrieval: Retrieval; readonly history: readonly StoredTurn[]; readonly tally: TurnTally },
): AsyncGenerator<AnswerEvent, void> {
  const { retrieval, history, tally } = found;
  const persona = await parts.persona();
  if (!retrieval.isAnswerable) {
    tally.outcome = 'unknown';
    tally.hasStatements = false;
    yield { type: 'delta', text: toUnknownText(persona) };
    return;
  }
  const { question } = running.turn;
  const { passages, searchText } = retrieval;
  const prompt = buildPrompt({ persona, question, searchText, passages, history });
  const hosts = new Set(retrieval.version?.hosts ?? []);
  const earlierQuestions = history.map((said) => said.question);
  const grounds = { passages, question, persona, earlierQuestions, now: parts.clock.now() };
  yield* writeAnswer(parts, running, { prompt, persona, hosts, grounds, tally });
}

/** Says in one sentence what went wrong, below whatever was written before. */
async function* explain(
  parts: AnswerParts,
  { turnId, signal, turn }: RunningTurn,
  { error, tally }: { readonly error: unknown; readonly tally: TurnTally },
): AsyncGenerator<AnswerEvent, void> {
  tally.outcome = 'failed';
  tally.hasStatements = tally.text !== '';
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

/** Whoever asked has gone: that is no failure, the turn just stops. */
function isCancelled({ signal }: Pick<RunningTurn, 'signal'>): boolean {
  return signal.aborted && !(signal.reason instanceof ShutdownError);
}

function toErrorKind(error: unknown): AnswerErrorKind {
  return error instanceof UpstreamError ? error.kind : 'internal';
}

/** Counts what passes by. */
async function* told(
  tally: TurnTally,
  { clock }: AnswerParts,
  events: AsyncIterable<AnswerEvent> | Iterable<AnswerEvent>,
): AsyncGenerator<AnswerEvent, void> {
  for await (const event of events) {
    if (event.type === 'delta') {
      if (event.text === '') continue;
      tally.text += event.text;
      tally.deltaCount += 1;
      tally.firstDeltaAt ??= clock.now();
    }
    yield event;
  }
}

async function remember(
  parts: AnswerParts,
  turn: Turn,
  { outcome, text, note, hasStatements }: TurnTally,
  citedTitles: readonly string[],
): Promise<void> {
  if (!hasStatements || (outcome !== 'answered' && outcome !== 'degraded')) return;
  const answer = text.slice(0, text.length - note.length);
  try {
    await parts.memory.remember(turn, { question: turn.question, answer, citedTitles, at: parts.clock.now() });
  } catch (error) {
    // The answer stands; only a follow-up will not know of it.
    parts.logger.warn({ event: 'memory.failed', err: error });
  }
}

function summarize(
  { logger, clock, hashUser, onTurn }: AnswerParts,
  { turn, turnId }: RunningTurn,
  seen: { readonly tally: TurnTally; readonly retrieval: Retrieval | undefined; readonly startedAt: number },
): void {
  const { tally, retrieval, startedAt } = seen;
  const { outcome, model, deltaCount, retryCount, firstDeltaAt } = tally;
  const ungroundedKinds = tally.ungrounded.map(({ kind }) => kind);
  const summary = {
    outcome,
    firstDeltaMs: firstDeltaAt === undefined ? undefined : firstDeltaAt - startedAt,
    totalMs: clock.now() - startedAt,
    ...tally.usage,
  };
  logger.info(
    {
      event: 'answer.completed',
      turnId,
      face: turn.face,
      user: hashUser(turn.user),
      model,
      passages: retrieval?.passages.length ?? 0,
      topScore: retrieval?.passages[0]?.score,
      confidence: retrieval?.confidence,
      ungrounded: tally.ungrounded.length,
      ungroundedKinds: ungroundedKinds.join(','),
      droppedCitations: tally.droppedCitations,
      deltas: deltaCount,
      retries: retryCount,
      ...summary,
    },
    outcome,
  );
  logger.debug({ event: 'answer.text', turnId, question: turn.question, text: tally.text });
  onTurn?.({ face: turn.face, ...summary, ungroundedKinds, droppedCitations: tally.droppedCitations });
}

function createTally(): TurnTally {
  return {
    text: '',
    outcome: 'answered',
    degradedBy: undefined,
    ungrounded: [],
    droppedCitations: 0,
    note: '',
    hasStatements: true,
    model: 'none',
    usage: { promptTokens: 0, completionTokens: 0 },
    retryCount: 0,
    deltaCount: 0,
    firstDeltaAt: undefined,
  };
}
