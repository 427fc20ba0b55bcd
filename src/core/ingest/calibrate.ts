import type { QueryOptions, VectorIndex } from '../ports.ts';
import { FOREIGN_QUESTIONS } from './foreign-questions.ts';
import type { Calibrate } from './version-gate.ts';

/** How to calibrate. */
export interface CalibrateOptions {
  readonly index: VectorIndex;
  /** As many passages as an answer is given; 8 by default. */
  readonly topK?: number | undefined;
  /**
   * How many questions to ask; all by default, which takes an embedded index about a second. A service counts and bills
   * every one: 24 tell a quantile within about eight points.
   */
  readonly questionCount?: number | undefined;
  /** How many are on their way at once; 4 by default. */
  readonly concurrency?: number | undefined;
}

/** So many questions of one scale are needed to tell a quantile at all. */
const MIN_COUNT = 12;
/**
 * Between these shares of the foreign questions, from the least confident on, the threshold is the mean. What a profile
 * happens to answer stands above, and a mean is moved less by one question than a quantile is.
 */
const FROM_SHARE = 0.7;
const TO_SHARE = 0.9;
/** Nobody's answer needs more: a quantile of 1 would refuse the owner's own words. */
const MAX_THRESHOLD = 0.9;

/**
 * Measures the threshold on questions to which hardly any files hold an answer: what they reach is chance, by the size and
 * the subject of these files and by the model. As seen by the owner, who sees the most and so meets chance the most often.
 * Never below the index's own threshold: files that are few meet no foreign question at all, which proves nothing.
 *
 * An index with vectors is asked without them, too: a model that is late or fails later leaves an answer to words, and
 * these have a threshold of their own.
 *
 * @throws {UpstreamError} from the measurement, when the index cannot be asked
 */
export function createCalibrate({
  index,
  topK = 8,
  questionCount = FOREIGN_QUESTIONS.length,
  concurrency = 4,
}: CalibrateOptions): Calibrate {
  return async ({ version }, { signal, onProgress = () => {} }) => {
    const questions = FOREIGN_QUESTIONS.slice(0, questionCount);
    const query = { topK, live: new Set(version.chunkIds), filter: { audience: 'owner' as const }, signal };
    const measured = await measure({ index, questions, query, concurrency, onProgress });

    const bare = { ...query, withoutVectors: true };
    const [probe] = await measure({ index, questions: questions.slice(0, 1), query: bare, concurrency });
    // An index that ignores the choice answers on the same scale again: it is asked, and billed, no further.
    const isNew = probe !== undefined && !isEnough(measured.get(probe[0]));
    const more = isNew ? await measure({ index, questions, query: bare, concurrency }) : [];

    return Object.fromEntries(
      [...measured, ...more]
        .filter(([, found]) => isEnough(found))
        .map(([scale, found]) => [scale, Math.max(index.minConfidence, toThreshold(found))]),
    );
  };
}

interface Measurement {
  readonly index: VectorIndex;
  readonly questions: readonly string[];
  readonly query: QueryOptions;
  readonly concurrency: number;
  readonly onProgress?: (doneCount: number, totalCount: number) => void;
}

/** The confidences that the questions reach, by scale. */
async function measure({
  index,
  questions,
  query,
  concurrency,
  onProgress,
}: Measurement): Promise<ReadonlyMap<string, readonly number[]>> {
  const confidences = new Map<string, number[]>();
  const waiting = questions.values();
  let doneCount = 0;

  const askOn = async (): Promise<void> => {
    // The workers share one iterator: each takes what no other has taken.
    for (const question of waiting) {
      query.signal.throwIfAborted();
      const { confidence, scale } = await index.query(question, query);
      confidences.set(scale, [...(confidences.get(scale) ?? []), confidence]);
      doneCount += 1;
      onProgress?.(doneCount, questions.length);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, concurrency) }, askOn));
  return confidences;
}

function isEnough(found: readonly number[] | undefined): boolean {
  return found !== undefined && found.length >= MIN_COUNT;
}

function toThreshold(confidences: readonly number[]): number {
  const sorted = confidences.toSorted((a, b) => a - b);
  const toRank = (share: number): number => Math.round(share * (sorted.length - 1));
  const around = sorted.slice(toRank(FROM_SHARE), toRank(TO_SHARE) + 1);
  const mean = around.reduce((sum, confidence) => sum + confidence, 0) / around.length;
  return Math.min(MAX_THRESHOLD, mean);
}
