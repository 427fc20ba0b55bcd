import type { AnswerParts } from './answer-parts.ts';
import type { Retrieval } from './retriever.ts';
import type { RunningTurn } from './running-turn.ts';
import type { TurnTally } from './turn-tally.ts';

/** Writes the one line that a turn leaves in the log, and counts it. */
export function summarizeTurn(
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
