import type { Passage } from '../profile/chunk.ts';
import type { StoredSource } from '../state-store.ts';
import type { Source } from './answer-event.ts';
import type { AnswerParts } from './answer-parts.ts';
import type { RunningTurn } from './running-turn.ts';

/** What a turn leaves behind. */
export interface SaidTurn {
  /** What a follow-up may lean on; empty for nothing of it. */
  readonly answer: string;
  /** What stands under the answer. */
  readonly sources: readonly Source[];
  /** What the index found: the sources are among them, by number. */
  readonly passages: readonly Passage[];
}

/** Remembers a turn that has ended, for follow-ups and for whoever comes back to it. Never throws. */
export async function keepTurn(
  { memory, clock, logger }: AnswerParts,
  { turn, turnId }: RunningTurn,
  { answer, sources, passages }: SaidTurn,
): Promise<void> {
  const { question } = turn;
  const kept = sources.flatMap((source) => toStoredSource(source, passages));
  const citedTitles = answer === '' ? [] : sources.map(({ title }) => title);
  try {
    await memory.remember(turn, {
      question,
      answer,
      turnId,
      citedTitles,
      ...(kept.length === 0 ? {} : { sources: kept }),
      at: clock.now(),
    });
  } catch (error) {
    // The answer stands; only a follow-up will not know of it.
    logger.warn({ event: 'memory.failed', err: error });
  }
}

function toStoredSource(source: Source, passages: readonly Passage[]): readonly StoredSource[] {
  const passage = passages[source.number - 1];
  return passage === undefined ? [] : [{ ...source, chunkId: passage.chunk.id }];
}
