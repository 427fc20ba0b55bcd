import type { Embedder, Logger } from '../../core/ports.ts';
import { abortable } from '../../support/abortable.ts';
import { createDeadline } from '../../support/deadline.ts';
import { isEmbeddable } from './embeddable.ts';

/** Makes vectors of questions. What a follow-up leans on moves its words alone: in the vector it was measured to add nothing. */
export interface ToQuestionVector {
  /** The unit vector of a question; nothing when there is none in time. Rejects only when `signal` is aborted. */
  (question: string, signal: AbortSignal): Promise<Float32Array | undefined>;
  /** Why the last question got none; nothing when it got one, or could not have one. */
  problem(): string | undefined;
}

/** Until a first text was embedded: the model has to be loaded. */
const FIRST_MS = 5000;
/** An answer without vectors now is better than one with them later. */
const LATE_MS = 2000;
/** As many as a calibration asks, which every ingest repeats. */
const KEPT_COUNT = 512;

/** Embeds questions within a time limit, and keeps the newest. */
export function createQuestionVector(embedder: Embedder, logger: Logger | undefined): ToQuestionVector {
  const kept = new Map<string, Float32Array>();
  let isWarm = false;
  let problem: string | undefined;

  const embed = async (question: string, signal: AbortSignal): Promise<Float32Array | undefined> => {
    const known = kept.get(question);
    if (known !== undefined) return known;
    const [vector] = await abortable(embedder.embed([question], { signal }), signal);
    isWarm = true;
    if (vector !== undefined) kept.set(question, vector);
    return vector;
  };

  const forget = (): void => {
    for (const question of kept.keys()) {
      if (kept.size <= KEPT_COUNT) return;
      kept.delete(question);
    }
  };

  const toVector = async (question: string, signal: AbortSignal): Promise<Float32Array | undefined> => {
    if (!isEmbeddable(question)) return undefined;
    using deadline = createDeadline(isWarm ? LATE_MS : FIRST_MS, signal);
    try {
      const vector = await embed(question, deadline.signal);
      problem = undefined;
      return vector;
    } catch (error) {
      signal.throwIfAborted();
      problem = deadline.signal.aborted ? 'the sentence encoder is slow' : 'the sentence encoder does not run';
      logger?.debug({ event: 'question.unembedded', err: error });
      return undefined;
    } finally {
      forget();
    }
  };
  return Object.assign(toVector, { problem: () => problem });
}
