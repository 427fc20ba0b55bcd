import type { Embedder, Logger, WeightedText } from '../../core/ports.ts';
import { abortable } from '../../support/abortable.ts';
import { createDeadline } from '../../support/deadline.ts';

/** A question with what it leans on. */
export interface Asked {
  readonly text: string;
  readonly context: readonly WeightedText[];
}

/** Makes vectors of questions. */
export interface ToQuestionVector {
  /** The unit vector of a question; nothing when there is none in time. Rejects only when `signal` is aborted. */
  (asked: Asked, signal: AbortSignal): Promise<Float32Array | undefined>;
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

  const embed = async (texts: readonly string[], signal: AbortSignal): Promise<void> => {
    const missing = texts.filter((text) => !kept.has(text));
    if (missing.length === 0) return;
    const vectors = await abortable(embedder.embed(missing, { signal }), signal);
    isWarm = true;
    vectors.forEach((vector, at) => kept.set(missing[at] ?? '', vector));
  };

  const forget = (): void => {
    for (const text of kept.keys()) {
      if (kept.size <= KEPT_COUNT) return;
      kept.delete(text);
    }
  };

  const toVector = async ({ text, context }: Asked, signal: AbortSignal): Promise<Float32Array | undefined> => {
    const parts = [{ text, weight: 1 }, ...context].filter((part) => isEmbeddable(part.text));
    if (!isEmbeddable(text)) return undefined;
    using deadline = createDeadline(isWarm ? LATE_MS : FIRST_MS, signal);
    try {
      await embed(
        parts.map((part) => part.text),
        deadline.signal,
      );
      problem = undefined;
      return toSum(parts.map((part) => ({ vector: kept.get(part.text), weight: part.weight })));
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

/** The model knows no other script than Latin: to it, two Chinese texts are one and the same. */
function isEmbeddable(text: string): boolean {
  const letters = text.match(/\p{L}/gu) ?? [];
  const latin = text.match(/\p{sc=Latin}/gu) ?? [];
  return latin.length > 0 && latin.length * 2 >= letters.length;
}

function toSum(
  parts: readonly { readonly vector: Float32Array | undefined; readonly weight: number }[],
): Float32Array | undefined {
  const [first] = parts;
  if (first?.vector === undefined) return undefined;
  const sum = new Float32Array(first.vector.length);
  for (const { vector, weight } of parts) vector?.forEach((value, at) => (sum[at] = (sum[at] ?? 0) + value * weight));
  const length = Math.hypot(...sum);
  return sum.map((value) => value / length);
}
