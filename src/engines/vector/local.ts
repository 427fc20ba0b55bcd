import { audiencesSeenBy } from '../../core/audience.ts';
import type { Cancellable, Clock, Embedder, Logger, QueryOptions, QueryResult, VectorIndex } from '../../core/ports.ts';
import type { Chunk, Passage } from '../../core/profile/chunk.ts';
import type { ChunkStore, VectorCache } from '../../core/state-store.ts';
import { systemClock } from '../../support/clock.ts';
import { toNames } from '../../support/words.ts';
import { createChunkVectors, toTellingSentences } from './chunk-vectors.ts';
import type { ChunkVectors } from './chunk-vectors.ts';
import { separateNames } from './common-names.ts';
import { createFormCheck, toConfidence } from './confidence.ts';
import { fuse, sharpen, takeBest } from './fuse.ts';
import type { Hit } from './fuse.ts';
import type { LexicalHit } from './lexical-index.ts';
import { lowerQuestions } from './lower-questions.ts';
import { createMirror, toBatches } from './mirror.ts';
import type { Mirror } from './mirror.ts';
import { createQuestionVector } from './question-vector.ts';
import type { ToQuestionVector } from './question-vector.ts';
import { createSentenceFill } from './sentence-fill.ts';
import type { SentenceFill } from './sentence-fill.ts';

/** How to make an embedded index. */
export interface LocalIndexOptions {
  readonly chunks: ChunkStore;
  /** Where vectors are kept; needed when there is an embedder. */
  readonly vectors?: VectorCache | undefined;
  /** None: words alone. */
  readonly embedder?: Embedder | undefined;
  readonly logger?: Logger | undefined;
  readonly clock?: Clock | undefined;
}

/** An index that works on in the background until it is disposed of, which has to be before its store is closed. */
export interface LocalIndex extends VectorIndex, AsyncDisposable {
  /**
   * Embeds now the sentences that are left for the background.
   *
   * @throws {Error} the embedder failed
   */
  finish(options: Cancellable): Promise<void>;
}

/** How many chunks are embedded and written before progress is reported: about half a second's work. */
const WRITE_SIZE = 20;
/** The same without vectors. */
const WRITE_SIZE_OF_WORDS = 100;

/** From here on one question in twenty takes longer than a tenth of a second. */
const UPSTASH_COUNT = 20_000;
const WARM_UP = 'Who are you?';

/** The confidence looks at so many passages, however few are asked for: it does not change with that. */
const JUDGED_COUNT = 10;
/** So many are compared sentence by sentence: more than are ever asked for, and no order of the first ten needs more. */
const SHARPENED_COUNT = 25;

/**
 * Chosen on questions about four résumés of 14 to 44 chunks, so that few that the files answer fall below it. A model that
 * is told to refuse takes care of the rest.
 */
const MIN_CONFIDENCE = 0.2;

/**
 * An embedded index: BM25 over word stems and vectors of sentences, in memory, in step with a {@link ChunkStore} that other
 * processes may write too. A question word that no chunk holds is looked for by its beginning and by likeness, which
 * forgives typing errors. Without an embedder, or when it fails or is late, words alone are searched.
 */
export function createLocalIndex(options: LocalIndexOptions): LocalIndex {
  const { chunks, vectors: cache, embedder, logger, clock = systemClock } = options;
  const hasVectors = embedder !== undefined && cache !== undefined;
  const vectors = hasVectors ? createChunkVectors(embedder, cache) : undefined;
  const toQuestionVector = hasVectors ? createQuestionVector(embedder, logger) : undefined;
  const sentences = vectors === undefined ? undefined : createSentenceFill({ source: vectors, clock, logger });
  const mirror = createMirror({ store: chunks, vectors, sentences, logger });

  return {
    name: 'local',
    minConfidence: MIN_CONFIDENCE,
    async query(text, asked) {
      asked.signal.throwIfAborted();
      sentences?.giveWay();
      // The question is embedded, in a thread of its own, while its words are searched.
      const question = asked.withoutVectors === true ? undefined : toQuestionVector?.(text, asked.signal);
      question?.catch(() => undefined);
      await mirror.refresh();
      asked.signal.throwIfAborted();
      return await search({ mirror, vectors }, text, { ...asked, question });
    },
    async upsert(written, { signal, onProgress }) {
      const fill = createFill(vectors, signal);
      let count = 0;
      for (const batch of toBatches(written, hasVectors ? WRITE_SIZE : WRITE_SIZE_OF_WORDS)) {
        signal.throwIfAborted();
        sentences?.giveWay();
        await fill(batch);
        await chunks.put(batch);
        count += batch.length;
        onProgress?.(count);
      }
    },
    async delete(ids, { signal }) {
      signal.throwIfAborted();
      await chunks.delete(ids);
      if (vectors === undefined || ids.length === 0) return;
      await mirror.refresh();
      await vectors.keepOnly(mirror.chunks());
    },
    async list({ signal }) {
      signal.throwIfAborted();
      sentences?.giveWay();
      return await chunks.list();
    },
    async status({ signal }) {
      signal.throwIfAborted();
      // Embeds something, too, so that what is said holds.
      await Promise.all([toQuestionVector?.(WARM_UP, signal), mirror.refresh().then(() => mirror.warmUp())]);
      return { chunkCount: mirror.size, pendingCount: 0, detail: describe(mirror, sentences, toQuestionVector) };
    },
    async finish({ signal }) {
      await mirror.refresh();
      await sentences?.finish({ signal });
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([sentences?.[Symbol.asyncDispose](), mirror[Symbol.asyncDispose]()]);
    },
  };
}

const COMPLETE = 'words + vectors';

function describe(
  mirror: Mirror,
  sentences: SentenceFill | undefined,
  toQuestionVector: ToQuestionVector | undefined,
): string {
  const advice = mirror.size > UPSTASH_COUNT ? [`from ${UPSTASH_COUNT} chunks on Upstash Vector is faster`] : [];
  const manner = toManner(mirror, toQuestionVector);
  const missing = manner === COMPLETE ? (sentences?.pendingCount ?? 0) : 0;
  const rest = missing > 0 ? [`the sentences of ${missing} chunks are still to come`] : [];
  return [manner, ...rest, ...advice].join('; ');
}

function toManner({ embeddableCount, dense }: Mirror, toQuestionVector: ToQuestionVector | undefined): string {
  if (toQuestionVector === undefined) return 'words alone (embeddings are off)';
  const problem = toQuestionVector.problem();
  if (problem !== undefined) return `words alone (${problem})`;
  return dense.size === embeddableCount ? COMPLETE : `${COMPLETE} (${dense.size} of ${embeddableCount} so far)`;
}

interface SearchParts {
  readonly mirror: Mirror;
  readonly vectors: ChunkVectors | undefined;
}

async function searchBoth(
  { mirror, vectors }: SearchParts,
  hits: readonly LexicalHit[],
  { question, ...options }: Parameters<typeof fuse>[2] & { readonly question: Float32Array },
): Promise<readonly Hit[]> {
  const best = fuse(hits, lowerQuestions(await mirror.dense.compare(question), options.accepts), options);
  const sentences = await vectors?.readSentences(best.map(({ chunk }) => chunk));
  return sentences === undefined ? best : sharpen(best, question, sentences);
}

async function search(
  parts: SearchParts,
  text: string,
  {
    topK,
    live,
    filter,
    context = [],
    question: asking,
  }: QueryOptions & { readonly question: Promise<Float32Array | undefined> | undefined },
): Promise<QueryResult> {
  const seen = new Set(audiencesSeenBy(filter.audience));
  const accepts = ({ id, audience, tags }: Chunk): boolean =>
    (live === 'all' || live.has(id)) &&
    seen.has(audience) &&
    (filter.tags === undefined || filter.tags.some((tag) => tags.includes(tag)));

  const { mirror } = parts;
  const lexical = await mirror.lexical(filter.audience);
  const { terms, hits } = lexical.search(text, { context, accepts });
  const question = await asking;
  const hasVectors = question !== undefined && mirror.dense.size > 0 && mirror.dense.size * 2 >= mirror.embeddableCount;
  const best = hasVectors
    ? await searchBoth(parts, hits, { question, topK: Math.max(topK, SHARPENED_COUNT), accepts })
    : takeBest(hits, Math.max(topK, JUDGED_COUNT));
  const lacksForm = createFormCheck(text);
  const judged = best.slice(0, JUDGED_COUNT).map((hit) => ({ ...hit, lacksForm: lacksForm(hit.chunk) }));
  const met = separateNames(text, { terms, passages: judged });
  return {
    passages: best.slice(0, topK).map(toPassage),
    confidence: toConfidence(met.terms, met.passages, { ...lexical.vocabulary, names: toNames(text) }),
    scale: hasVectors ? 'words+vectors' : 'words',
  };
}

function toPassage({ chunk, score, sentenceCosines }: Hit): Passage {
  if (sentenceCosines === undefined) return { chunk, score };
  const sentences = toTellingSentences(chunk.text).flatMap((text, at) => {
    const nearness = sentenceCosines[at];
    return nearness === undefined ? [] : [{ text, nearness }];
  });
  return { chunk, score, sentences };
}

/** Embeds until the embedder fails once: what is left is found by words, and embedded later. */
function createFill(
  vectors: ChunkVectors | undefined,
  signal: AbortSignal,
): (chunks: readonly Chunk[]) => Promise<void> {
  let source = vectors;
  return async (chunks) => {
    const options: Cancellable = { signal };
    try {
      await source?.fill(chunks, options);
    } catch {
      signal.throwIfAborted();
      source = undefined;
    }
  };
}
