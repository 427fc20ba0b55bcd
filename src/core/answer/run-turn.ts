import type { StoredTurn } from '../state-store.ts';
import { toHosts } from '../profile/hosts.ts';
import { createDeadline } from '../../support/deadline.ts';
import type { AnswerDone, AnswerEvent } from './answer-event.ts';
import type { AnswerParts } from './answer-parts.ts';
import { toSources } from './citations.ts';
import { explainFailure } from './explain-failure.ts';
import { toIdentityAnswer } from './identity.ts';
import { keepTurn } from './keep-turn.ts';
import { buildPrompt } from './prompt.ts';
import type { Retrieval } from './retriever.ts';
import { isCancelled } from './running-turn.ts';
import type { RunningTurn } from './running-turn.ts';
import { summarizeTurn } from './summarize-turn.ts';
import { createTally } from './turn-tally.ts';
import type { TurnTally } from './turn-tally.ts';
import { COPY_NOTE, toUnknownText } from './user-messages.ts';
import { writeAnswer } from './write-answer.ts';

/** Whatever hangs, people hear something by then; the parts have shorter deadlines of their own. */
const TURN_DEADLINE_MS = 43_000;

/** Takes one question through retrieval and generation. Never throws: what goes wrong is told as events. */
export async function* runTurn(parts: AnswerParts, running: RunningTurn): AsyncGenerator<AnswerEvent, void> {
  const startedAt = parts.clock.now();
  const tally = createTally();
  using deadline = createDeadline(TURN_DEADLINE_MS - (running.waitedMs ?? 0), running.signal);
  const { signal } = deadline;
  let retrieval: Retrieval | undefined;
  try {
    const identity = toIdentityAnswer(running.turn.question, await parts.persona());
    if (identity === undefined) {
      const history = await parts.memory.recall(running.turn, running.again);
      running.onRecalled?.(history);
      retrieval = await parts.retriever.retrieve(running.turn.question, {
        history,
        filter: { audience: running.turn.audience },
        signal,
      });
      yield { type: 'passages', passages: retrieval.passages };
      yield* told(tally, parts, answerFrom(parts, { ...running, signal }, { retrieval, history, tally }));
      if (retrieval.isFromCopy === true) yield* told(tally, parts, noteCopy(tally));
    } else {
      tally.hasStatements = false;
      yield* told(tally, parts, [{ type: 'delta', text: identity }]);
    }
  } catch (error) {
    yield* told(tally, parts, explainFailure(parts, running, { error, tally }));
  }
  const passages = retrieval?.passages ?? [];
  const sources = tally.hasStatements ? toSources(tally.text, passages) : [];
  const answer = toMemorable(tally);
  if (answer !== '' || !isCancelled(running)) await keepTurn(parts, running, { answer, sources, passages });
  if (!isCancelled(running)) summarizeTurn(parts, running, { tally, retrieval, startedAt });
  yield { type: 'done', turnId: running.turnId, text: tally.text, sources, ...toEnding(tally) };
}

/** How it ended, for the last event. */
function toEnding({ outcome, degradedBy }: TurnTally): Pick<AnswerDone, 'outcome' | 'degradedBy'> {
  return outcome === 'degraded' && degradedBy !== undefined ? { outcome, degradedBy } : { outcome };
}

/** Says under the text that the index was not to be had: what is there may be less than what the files say. */
function* noteCopy(tally: TurnTally): Generator<AnswerEvent, void> {
  if (tally.outcome === 'failed' || tally.outcome === 'refused') return;
  if (tally.outcome === 'answered') {
    tally.outcome = 'degraded';
    tally.degradedBy = 'index';
  }
  tally.note += COPY_NOTE;
  yield { type: 'delta', text: COPY_NOTE };
}

async function* answerFrom(
  parts: AnswerParts,
  running: RunningTurn,
  found: { readonly retrieval: Retrieval; readonly history: readonly StoredTurn[]; readonly tally: TurnTally },
): AsyncGenerator<AnswerEvent, void> {
  const { retrieval, history, tally } = found;
  // Of the version that the passages are of: a switch may come in between.
  const persona = retrieval.version?.persona ?? (await parts.persona());
  if (!retrieval.isAnswerable) {
    tally.outcome = 'unknown';
    tally.hasStatements = false;
    yield { type: 'delta', text: toUnknownText(persona) };
    return;
  }
  const { question } = running.turn;
  const { passages, searchText } = retrieval;
  const prompt = buildPrompt({ persona, question, searchText, passages, history });
  const hosts = new Set([...(retrieval.version?.hosts ?? []), ...toHosts(passages.map(({ chunk }) => chunk))]);
  const earlierQuestions = history.map((said) => said.question);
  const grounds = { passages, question, persona, earlierQuestions, now: parts.clock.now() };
  yield* writeAnswer(parts, running, { prompt, persona, hosts, grounds, tally });
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

/** What a follow-up may lean on: a whole answer, without the note under it. */
function toMemorable({ outcome, text, note, hasStatements }: TurnTally): string {
  const isWhole = hasStatements && (outcome === 'answered' || outcome === 'degraded');
  return isWhole ? text.slice(0, text.length - note.length) : '';
}
