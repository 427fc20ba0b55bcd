import type { AnswerEvent } from './answer-event.ts';
import type { AnswerParts } from './answer-parts.ts';
import type { CachedAnswer } from './cached-answer.ts';
import { keepTurn } from './keep-turn.ts';
import { isCancelled } from './running-turn.ts';
import type { RunningTurn } from './running-turn.ts';

/** In so many pieces, so that whatever works on deltas meets nothing unusual. */
const PIECES = 4;

/** Gives an answer that was written before, as if it were written now: the same events, under this turn's own id. */
export async function* giveAgain(
  parts: AnswerParts,
  { turn, turnId, signal }: RunningTurn,
  { text, passages, sources }: CachedAnswer,
): AsyncGenerator<AnswerEvent, void> {
  const startedAt = parts.clock.now();
  yield { type: 'passages', passages };
  const pieces = toPieces(text);
  for (const piece of pieces) {
    // All of it is there at once: there is nothing to stop, and no time that an end of the process could save.
    if (isCancelled({ signal })) signal.throwIfAborted();
    yield { type: 'delta', text: piece };
  }
  await keepTurn(parts, { turn, turnId, signal }, { answer: text, sources, passages });
  summarize(parts, { turn, turnId, signal }, { passages: passages.length, deltas: pieces.length, startedAt });
  yield { type: 'done', turnId, text, sources, outcome: 'answered' };
}

/** Cut at white space, which stays with the piece before it. */
function toPieces(text: string): readonly string[] {
  const words = text.match(/\s*\S+\s*/g) ?? [text];
  const size = Math.ceil(words.length / PIECES);
  return Array.from({ length: Math.ceil(words.length / size) }, (_none, at) =>
    words.slice(at * size, (at + 1) * size).join(''),
  );
}

function summarize(
  { logger, clock, hashUser, onTurn }: AnswerParts,
  { turn, turnId }: RunningTurn,
  seen: { readonly passages: number; readonly deltas: number; readonly startedAt: number },
): void {
  const { startedAt, ...counts } = seen;
  const totalMs = clock.now() - startedAt;
  const outcome = 'answered';
  const summary = { outcome, firstDeltaMs: 0, totalMs, promptTokens: 0, completionTokens: 0 };
  const { face } = turn;
  logger.info(
    {
      event: 'answer.completed',
      turnId,
      face,
      user: hashUser(turn.user),
      model: 'cache',
      ...counts,
      retries: 0,
      ...summary,
    },
    outcome,
  );
  onTurn?.({ face, ...summary });
}
