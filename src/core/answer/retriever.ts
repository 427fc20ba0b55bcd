import { isSeenBy } from '../audience.ts';
import type { Cancellable, ChunkFilter, QueryOptions, QueryResult, VectorIndex } from '../ports.ts';
import type { IndexVersion, StoredTurn, VersionStore } from '../state-store.ts';
import { isPhrase, toTerms } from '../../support/words.ts';
import type { ChunkId, Passage } from '../profile/chunk.ts';
import { toWrittenQuestion } from '../profile/written-answer.ts';
import { diversify } from './diversify.ts';
import { findNamed, findTold, toNeighbours } from './follow-up-order.ts';
import { toFollowUp, toSection } from './follow-up.ts';
import type { FollowUp } from './follow-up.ts';
import { toPlainQuestion } from './plain-question.ts';
import { isSameQuestion } from './same-question.ts';
import type { Rewrite } from './standalone.ts';

/** What the retriever found, and under which version. */
export interface Retrieval extends QueryResult {
  /** Whether the passages may answer, by the engine's own threshold. */
  readonly isAnswerable: boolean;
  readonly version: IndexVersion | undefined;
  /** What to choose by in the passages: the question as a generator without a model should read it. */
  readonly searchText: string;
  /** Whether the question leans on the conversation. */
  readonly isFollowUp: boolean;
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
  /** Says by a model what a follow-up asks; without it, or when it has nothing to say, a rule does. */
  readonly rewrite?: Rewrite | undefined;
}

/** So many times the passages are asked for, so that some are left when others say the same. */
const SPARE_FACTOR = 2;

/** Builds a retriever that reads one version of the index at a time. */
export function createRetriever({ index, versions, topK, rewrite }: RetrieverOptions): Retriever {
  const cache = createVersionCache(index.name, versions);

  const search = async (question: string, asked: FollowUp, { filter, signal }: SearchOptions): Promise<Retrieval> => {
    for (;;) {
      const { version, live } = await cache();
      const name = version?.persona.name ?? '';
      const options = { topK: topK * SPARE_FACTOR, live, filter, signal };
      const context = asked.context.map(({ text, weight }) => ({ text: dropName(text, name), weight }));
      const result = await querySeen(index, withoutName(asked.text, name), { ...options, context });
      const neighbours = await findNeighbours(result.passages, asked, (section) =>
        querySeen(index, dropName(section, name), options),
      );
      // A switch in between may have deleted what this version knew: then the new one is asked.
      if ((await versions.activeNumber(index.name)) !== (version?.number ?? 0)) continue;
      const minConfidence = version?.thresholds[result.scale] ?? index.minConfidence;
      const written = asked.isFollowUp ? undefined : findWritten(result.passages, question, name);
      const first = [...(written === undefined ? [] : [written.passage]), ...neighbours];
      const others = result.passages.filter(({ chunk }) => !first.some((one) => one.chunk.id === chunk.id));
      const passages = diversify([...first, ...others], topK);
      const isAnswerable = written !== undefined || (passages.length > 0 && result.confidence >= minConfidence);
      // What stands beside a named thing does not name it: it is quoted from its beginning.
      const isBeside = asked.anchor !== undefined && neighbours.length > 0;
      const toChooseBy = isBeside ? `And ${asked.direction} that?` : (written?.question ?? asked.searchText);
      const searchText = withoutName(toChooseBy, name);
      return { ...result, passages, isAnswerable, version, searchText, isFollowUp: asked.isFollowUp };
    }
  };

  return {
    async retrieve(question, { history, filter, signal }) {
      const name = (await cache()).version?.persona.name ?? '';
      const plain = toPlainQuestion(question, name);
      const byRule = plain === undefined ? toFollowUp(question, history) : toFollowUp(plain, []);
      const rewritten = byRule.isFollowUp ? await rewrite?.(question, { history, signal }) : undefined;
      if (rewritten === undefined) return search(question, byRule, { filter, signal });
      const byModel = { ...byRule, text: rewritten, searchText: rewritten, context: [] };
      const retrieval = await search(rewritten, byModel, { filter, signal });
      // What the model made of it may be something else altogether.
      return retrieval.isAnswerable ? retrieval : search(question, byRule, { filter, signal });
    },
    version: async () => (await cache()).version,
  };
}

/** The passage in which the owner answered just this question in writing. */
function findWritten(
  passages: readonly Passage[],
  asked: string,
  name: string,
): { readonly passage: Passage; readonly question: string } | undefined {
  for (const passage of passages) {
    const question = toWrittenQuestion(passage.chunk);
    if (question !== undefined && isSameQuestion(asked, question, name)) return { passage, question };
  }
  return undefined;
}

type SearchOptions = Cancellable & { readonly filter: ChunkFilter };

/** The index has filtered already; what a place may not see is worth asking twice. */
async function querySeen(index: VectorIndex, text: string, options: QueryOptions): Promise<QueryResult> {
  const result = await index.query(text, options);
  const isSeen = ({ chunk }: Passage): boolean => isSeenBy(options.filter.audience, chunk.audience);
  return { ...result, passages: result.passages.filter(isSeen) };
}

/** What stands before or after the thing that was told, if that is what is asked for. */
async function findNeighbours(
  passages: readonly Passage[],
  { direction, told, anchor }: FollowUp,
  querySection: (section: string) => Promise<QueryResult>,
): Promise<readonly Passage[]> {
  if (direction === undefined) return [];
  const entry = anchor === undefined ? told && findTold(passages, told) : findNamed(passages, anchor);
  if (entry === undefined) return [];
  const section = await querySection(toSection(entry.title));
  return toNeighbours(section.passages, entry, direction);
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

const WHO_QUESTION = 'Who are you?';

/**
 * Takes the owner's name out of a question: everything is about that person, so the name finds everything and nothing.
 * A question about nothing else asks who that person is.
 */
export function withoutName(question: string, name: string): string {
  const others = dropName(question, name);
  if (others === question) return question;
  return toTerms(others).every(isPhrase) ? WHO_QUESTION : others;
}

function dropName(text: string, name: string): string {
  const names = new Set(name.toLowerCase().split(/\s+/));
  const words = text.split(/\s+/);
  const others = words.filter((word) => !names.has(word.toLowerCase().replace(/['’]s$|[^\p{L}\p{N}-]+$/gu, '')));
  return others.length === words.length ? text : others.join(' ');
}
