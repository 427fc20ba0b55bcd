import { isSeenBy } from '../audience.ts';
import type { Cancellable, ChunkFilter, QueryResult, VectorIndex } from '../ports.ts';
import type { IndexVersion, StoredTurn, VersionStore } from '../state-store.ts';
import { isPhrase, toTerms } from '../../support/words.ts';
import type { ChunkId } from '../profile/chunk.ts';

/** What the retriever found, and under which version. */
export interface Retrieval extends QueryResult {
  /** Whether the passages may answer, by the engine's own threshold. */
  readonly isAnswerable: boolean;
  readonly version: IndexVersion | undefined;
  /** What was searched for. */
  readonly searchText: string;
}

/** Question to passages. */
export interface Retriever {
  /** @throws {UpstreamError} the index cannot be asked */
  retrieve(
    question: string,
    options: Cancellable & { readonly history: readonly StoredTurn[]; readonly filter: ChunkFilter },
  ): Promise<Retrieval>;
  /** The version that readers see now. */
  version(): Promise<IndexVersion | undefined>;
}

/** How to build a retriever. */
export interface RetrieverOptions {
  readonly index: VectorIndex;
  readonly versions: VersionStore;
  /** Passages per question. */
  readonly topK: number;
}

/** Builds a retriever that reads one version of the index at a time. */
export function createRetriever({ index, versions, topK }: RetrieverOptions): Retriever {
  const cache = createVersionCache(index.name, versions);
  return {
    async retrieve(question, { history, filter, signal }) {
      for (;;) {
        const { version, live } = await cache();
        const searchText = withoutName(toStandalone(question, history), version?.persona.name ?? '');
        const result = await index.query(searchText, { topK, live, filter, signal });
        // A switch in between may have deleted what this version knew: then the new one is asked.
        if ((await versions.activeNumber(index.name)) !== (version?.number ?? 0)) continue;
        const minConfidence = version?.thresholds[result.scale] ?? index.minConfidence;
        // The index has filtered already; what a place may not see is worth asking twice.
        const passages = result.passages.filter(({ chunk }) => isSeenBy(filter.audience, chunk.audience));
        const isAnswerable = passages.length > 0 && result.confidence >= minConfidence;
        return { ...result, passages, isAnswerable, version, searchText };
      }
    },
    version: async () => (await cache()).version,
  };
}

interface CachedVersion {
  readonly version: IndexVersion | undefined;
  readonly live: ReadonlySet<ChunkId> | 'all';
}

/** The number is asked each time, the manifest only when the number has changed. */
function createVersionCache(indexName: string, versions: VersionStore): () => Promise<CachedVersion> {
  let cached: CachedVersion = { version: undefined, live: 'all' };
  return async () => {
    const number = await versions.activeNumber(indexName);
    if (number !== (cached.version?.number ?? 0)) {
      const version = await versions.active(indexName);
      cached = { version, live: version === undefined ? 'all' : new Set(version.chunkIds) };
    }
    return cached;
  };
}

const DEPENDENT_START =
  /^(and|but|so|or|then|also|what about|how about|why|who else|what else|where else|tell me more)\b/i;
const PRONOUN = /\b(it|its|that|this|those|these|they|them|their|there|then|he|she|him|her|one|ones|before|after)\b/i;
const WHO_QUESTION = 'Who are you?';
/** A question of up to this many words cannot stand alone when something was said before. */
const SHORT_QUESTION_WORDS = 3;

/**
 * Adds what the last answer was about to a question that leans on it (`and before that?`), so that it can be searched
 * for. A question that stands alone is left alone.
 */
export function toStandalone(question: string, history: readonly StoredTurn[]): string {
  const last = history.at(-1);
  if (last === undefined || !isDependent(question)) return question;
  const about = last.citedTitles[0] ?? last.question;
  return `${question} ${about}`;
}

/**
 * Takes the owner's name out of a question: everything is about that person, so the name finds everything and nothing.
 * A question about nothing else asks who that person is.
 */
export function withoutName(question: string, name: string): string {
  const names = new Set(name.toLowerCase().split(/\s+/));
  const words = question.split(/\s+/);
  const others = words.filter((word) => !names.has(word.toLowerCase().replace(/['’]s$|[^\p{L}\p{N}-]+$/gu, '')));
  if (others.length === words.length) return question;
  return toTerms(others.join(' ')).every(isPhrase) ? WHO_QUESTION : others.join(' ');
}

function isDependent(question: string): boolean {
  const words = question.split(/\s+/).length;
  return words <= SHORT_QUESTION_WORDS || DEPENDENT_START.test(question) || PRONOUN.test(question);
}
