import { isSeenBy } from '../audience.ts';
import type { Logger } from '../ports.ts';
import type { Passage } from '../profile/chunk.ts';
import type { AnswerStore, IndexVersion, StoredTurn } from '../state-store.ts';
import { toOrigin } from '../turn.ts';
import type { Origin, Turn } from '../turn.ts';
import { toAnswerKey } from './answer-cache-key.ts';
import type { AnswerDone } from './answer-event.ts';
import { fromStored, toCachedAnswer, toStored } from './cached-answer.ts';
import type { CachedAnswer } from './cached-answer.ts';
import { leansOnHistory } from './follow-up.ts';

/** Answers that were given before. */
export interface CachedAnswers {
  /**
   * Looks whether this question has been answered already. Gives nothing for a question that no cache can serve: it leans
   * on what was said before, or there is no version of the index to go by. Never throws.
   */
  open(turn: Turn, history: readonly StoredTurn[]): Promise<CacheSlot | undefined>;
}

/** The place of one question in the cache. */
export interface CacheSlot {
  /** The answer, if there is one. */
  readonly found: CachedAnswer | undefined;
  /** Keeps an answer, if everybody who asks the same may have it. Never throws. */
  keep(given: GivenAnswer): Promise<void>;
}

/** An answer that was written just now. */
export interface GivenAnswer {
  readonly passages: readonly Passage[];
  readonly done: AnswerDone;
  /** What was said before, as the answer was given it: more than at the look-up when another answer ended in between. */
  readonly history: readonly StoredTurn[];
}

/** How to build {@link CachedAnswers}. */
export interface CachedAnswersOptions {
  readonly answers: AnswerStore;
  readonly indexName: string;
  readonly version: () => Promise<IndexVersion | undefined>;
  /** What writes: the generator and the models that it may use. */
  readonly writer: string;
  readonly logger: Logger;
}

/** How long an answer is given again. */
const ANSWER_TTL_MS = 24 * 60 * 60 * 1000;

/** Builds the cache. A store that fails costs the cache, never an answer. */
export function createCachedAnswers(options: CachedAnswersOptions): CachedAnswers {
  const { answers, indexName, writer, logger } = options;
  const orNothing = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      logger.warn({ event: 'answer_cache.failed', err: error });
      return undefined;
    }
  };

  const keep = async (key: string, answer: CachedAnswer, origin: Origin): Promise<void> => {
    const stored = toStored(answer);
    if (stored !== undefined) await answers.write(key, stored, { ttlMs: ANSWER_TTL_MS, origin });
  };

  return {
    open: (turn, history) =>
      orNothing(async () => {
        const { question, audience } = turn;
        const version = await options.version();
        if (version === undefined || leansOnHistory(question, history)) return undefined;
        const key = toAnswerKey({ question, audience, indexName, version, writer });
        const stored = await answers.read(key);
        const known = stored === undefined ? undefined : fromStored(stored);
        return {
          found: known !== undefined && isFor(turn, version, known) ? known : undefined,
          async keep({ passages, done, history: recalled }) {
            const answer = toCachedAnswer(audience, passages, done);
            // What was said before may have gone into the answer, whether the question leans on it or not.
            if (recalled.length > 0 || answer === undefined || !isFor(turn, version, answer)) return;
            await orNothing(() => keep(key, answer, toOrigin(turn)));
          },
        };
      }),
  };
}

/**
 * Whether this place may be given the answer: the key says so already; what a place may not see is worth asking twice.
 * Passages that the version does not have came from another one, to which readers were switched meanwhile.
 */
function isFor({ audience }: Turn, { chunkIds }: IndexVersion, answer: CachedAnswer): boolean {
  return (
    answer.audience === audience &&
    answer.passages.every(({ chunk }) => isSeenBy(audience, chunk.audience) && chunkIds.includes(chunk.id))
  );
}
