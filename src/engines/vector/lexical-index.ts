import MiniSearch from 'minisearch';

import { isSeenBy } from '../../core/audience.ts';
import type { QueryOptions, QueryResult } from '../../core/ports.ts';
import type { Chunk, ChunkId } from '../../core/profile/chunk.ts';
import { isPhrase, toPhrase, toTerms } from '../../support/words.ts';
import { createVocabulary } from './vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Chunks in memory, found by their words. */
export interface LexicalIndex {
  readonly size: number;
  /** Whether this very wording is there. */
  holds(chunk: Chunk): boolean;
  ids(): Iterable<ChunkId>;
  add(chunks: readonly Chunk[]): void;
  remove(id: ChunkId): void;
  search(question: string, options: SearchOptions): QueryResult;
}

/** A chunk as the index sees it: terms parted by spaces, so that nothing is split twice. */
interface Entry {
  readonly id: ChunkId;
  readonly title: string;
  readonly text: string;
  readonly hints: string;
}

/** What may come back, and how much of it. */
export type SearchOptions = Pick<QueryOptions, 'topK' | 'live' | 'filter'>;

interface Hit {
  readonly chunk: Chunk;
  readonly score: number;
  readonly matched: readonly string[];
}

/** Makes an empty index. Calls take no time that others would notice when chunks come in batches. */
export function createLexicalIndex(): LexicalIndex {
  const chunks = new Map<ChunkId, Chunk>();
  const vocabulary = createVocabulary();
  const engine = createEngine(vocabulary.has);

  const find = (terms: readonly string[], { live, filter }: SearchOptions): Hit[] =>
    engine.search(terms.join(' ')).flatMap(({ id, score, queryTerms }) => {
      const chunk = chunks.get(id);
      if (chunk === undefined || (live !== 'all' && !live.has(chunk.id))) return [];
      if (!isSeenBy(filter.audience, chunk.audience)) return [];
      if (filter.tags !== undefined && !filter.tags.some((tag) => chunk.tags.includes(tag))) return [];
      // MiniSearch multiplies by the number of terms that were met, which drowns their rarity: undone.
      return [{ chunk, score: score / Math.max(1, queryTerms.length), matched: queryTerms }];
    });

  // The owner's name stands in nearly every chunk: `Who is Maya?` asks what `Who are you?` asks.
  const toAsked = (question: string): readonly string[] => {
    const phrase = toPhrase(question, vocabulary.isEverywhere);
    return phrase !== undefined && vocabulary.has(phrase) ? [phrase] : toTerms(question);
  };

  const remove = (id: ChunkId): void => {
    const chunk = chunks.get(id);
    if (chunk === undefined) return;
    chunks.delete(id);
    vocabulary.remove(allTerms(chunk));
    engine.discard(id);
  };

  return {
    get size() {
      return chunks.size;
    },
    holds: ({ id, hash }) => chunks.get(id)?.hash === hash,
    ids: () => chunks.keys(),
    add(added) {
      for (const chunk of added) {
        remove(chunk.id);
        chunks.set(chunk.id, chunk);
        vocabulary.add(allTerms(chunk));
        engine.add(toEntry(chunk));
      }
    },
    remove,
    search(question, options) {
      const terms = toAsked(question);
      const hits = find(terms, options)
        .sort((a, b) => b.score - a.score)
        .slice(0, options.topK);
      return {
        passages: hits.map(({ chunk, score }) => ({ chunk, score })),
        confidence: toConfidence(terms, hits, vocabulary),
        scale: 'words',
      };
    },
  };
}

/** The share of the question's terms, by weight, that the best chunk holds; a look-alike counts for a part. */
function toConfidence(terms: readonly string[], hits: readonly Hit[], { weigh, has }: Vocabulary): number {
  const weighMatch = (term: string): number => weigh(term) * (has(term) ? 1 : toLikenessShare(term.length));
  const total = sum([...new Set(terms)].map(weigh));
  const best = Math.max(0, ...hits.map(({ matched }) => sum([...new Set(matched)].map(weighMatch))));
  return total === 0 ? 0 : best / total;
}

function allTerms({ title, text, hints }: Chunk): readonly string[] {
  return [...toTerms(title), ...toTerms(text), ...toHintTerms(hints)];
}

function createEngine(isKnown: (term: string) => boolean): MiniSearch<Entry> {
  const isTypo = (term: string): boolean => term.length > 3 && !isKnown(term) && !isPhrase(term);
  return new MiniSearch<Entry>({
    fields: ['title', 'text', 'hints'],
    tokenize: (text) => text.split(' '),
    processTerm: (term) => term,
    searchOptions: {
      combineWith: 'OR',
      boost: { title: 2, text: 1, hints: 0.5 },
      fuzzy: (term) => term.length > 5 && isTypo(term) && 0.25,
      prefix: isTypo,
    },
  });
}

function toEntry({ id, title, text, hints }: Chunk): Entry {
  return { id, title: toTerms(title).join(' '), text: toTerms(text).join(' '), hints: toHintTerms(hints).join(' ') };
}

/** Hints are phrases parted by commas; one of stop words alone, such as `who are you`, is a term of its own. */
function toHintTerms(hints: string): string[] {
  return hints.split(',').flatMap(toTerms);
}

/** How far a word that is only like the asked one stands for it: hardly for four letters (`rust`, `trust`). */
function toLikenessShare(length: number): number {
  return Math.min(0.6, (length - 3) * 0.12);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
