import MiniSearch from 'minisearch';

import type { WeightedText } from '../../core/ports.ts';
import type { Chunk, ChunkId } from '../../core/profile/chunk.ts';
import { toSubjectShare } from '../../support/framing.ts';
import { isPhrase, toPhrase, toTerms } from '../../support/words.ts';
import { createVocabulary } from './vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Chunks in memory, found by their words. */
export interface LexicalIndex {
  readonly vocabulary: Vocabulary;
  add(chunks: readonly Chunk[]): void;
  remove(id: ChunkId): void;
  search(question: string, options: LexicalOptions): LexicalResult;
}

/** How to search by words. */
export interface LexicalOptions {
  readonly context: readonly WeightedText[];
  /** Whether a chunk may come back at all. */
  readonly accepts: (chunk: Chunk) => boolean;
}

/** What words found. */
export interface LexicalResult {
  /** The question's own terms, in order and with repeats. */
  readonly terms: readonly string[];
  /** In no order. */
  readonly hits: readonly LexicalHit[];
}

/** A chunk that holds some of the words. */
export interface LexicalHit {
  readonly chunk: Chunk;
  /** BM25 over title, text and hints; above 0. */
  readonly score: number;
  /** 0 to 1: how much of the question and its context it holds, weighed by rarity, however often. */
  readonly coverage: number;
  /** Which of the question's own terms it holds, or holds something like. */
  readonly matched: readonly string[];
}

/** A chunk as the index sees it: terms parted by spaces, so that nothing is split twice. */
interface Entry {
  readonly id: ChunkId;
  readonly title: string;
  readonly text: string;
  readonly hints: string;
}

/** Words that frame a question stand in many entries that do not answer it. Flat from .5 to .7. */
const FRAMING_WEIGHT = 0.7;

/** Makes an empty index. Calls take no time that others would notice when chunks come in batches. */
export function createLexicalIndex(): LexicalIndex {
  const chunks = new Map<ChunkId, Chunk>();
  const vocabulary = createVocabulary();
  const engine = createEngine(vocabulary.has);

  // The owner's name stands in nearly every chunk: `Who is Maya?` asks what `Who are you?` asks.
  const toAsked = (question: string): readonly string[] => {
    const phrase = toPhrase(question, vocabulary.isEverywhere);
    return phrase !== undefined && vocabulary.has(phrase) ? [phrase] : toTerms(question);
  };

  const remove = (id: ChunkId): void => {
    const chunk = chunks.get(id);
    if (chunk === undefined) return;
    chunks.delete(id);
    vocabulary.remove(termsOf(toEntry(chunk)));
    engine.discard(id);
  };

  return {
    vocabulary,
    add(added) {
      for (const chunk of added) {
        remove(chunk.id);
        const entry = toEntry(chunk);
        chunks.set(chunk.id, chunk);
        vocabulary.add(termsOf(entry));
        engine.add(entry);
      }
    },
    remove,
    search(question, { context, accepts }) {
      const terms = toAsked(question);
      const own = new Set(terms);
      const weights = toWeights(context, own);
      const found = engine.search([...terms, ...weights.keys()].join(' '), {
        boostTerm: (term) => weights.get(term) ?? (toSubjectShare(term) < 1 ? FRAMING_WEIGHT : 1),
      });
      const toCoverage = createCoverage(own, weights, vocabulary.weigh);
      const hits: LexicalHit[] = [];
      for (const { id, score, queryTerms } of found) {
        const chunk = chunks.get(id);
        if (chunk === undefined || !accepts(chunk)) continue;
        const matched = weights.size === 0 ? queryTerms : queryTerms.filter((term) => own.has(term));
        // MiniSearch multiplies by the number of terms that were met, which drowns their rarity: undone.
        hits.push({ chunk, score: score / Math.max(1, queryTerms.length), coverage: toCoverage(queryTerms), matched });
      }
      return { terms, hits };
    },
  };
}

function createCoverage(
  own: ReadonlySet<string>,
  context: ReadonlyMap<string, number>,
  weigh: (term: string) => number,
): (met: readonly string[]) => number {
  const weights = new Map<string, number>();
  for (const term of own) weights.set(term, weigh(term));
  for (const [term, weight] of context) weights.set(term, weigh(term) * weight);
  const toWeight = (terms: Iterable<string>): number => {
    let total = 0;
    for (const term of terms) total += weights.get(term) ?? 0;
    return total;
  };
  const most = toWeight(weights.keys());
  return (met) => (most === 0 ? 0 : toWeight(met) / most);
}

/** The terms that only the context brings in, by the greatest weight that any part of it gives them. */
function toWeights(context: readonly WeightedText[], own: ReadonlySet<string>): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const { text, weight } of context) {
    for (const term of toTerms(text)) {
      if (!own.has(term) && !isPhrase(term)) weights.set(term, Math.max(weight, weights.get(term) ?? 0));
    }
  }
  return weights;
}

function createEngine(isKnown: (term: string) => boolean): MiniSearch<Entry> {
  const isTypo = (term: string): boolean => term.length > 3 && !isKnown(term) && !isPhrase(term);
  return new MiniSearch<Entry>({
    fields: ['title', 'text', 'hints'],
    tokenize: (text) => text.split(' '),
    processTerm: (term) => term,
    searchOptions: {
      combineWith: 'OR',
      // Entries differ in length by how much there is to tell. Against b .7 this gains on memories of conversations, loses
      // some on abstracts of papers, and makes no difference for profiles. k and d are flat around these.
      bm25: { k: 0.9, b: 0.15, d: 1 },
      boost: { title: 2, text: 1, hints: 0.5 },
      fuzzy: (term) => term.length > 5 && isTypo(term) && 0.25,
      prefix: isTypo,
    },
  });
}

function toEntry({ id, title, text, hints }: Chunk): Entry {
  const more = [...toHintTerms(hints), ...toYearsBetween(text)];
  return { id, title: toTerms(title).join(' '), text: toTerms(text).join(' '), hints: more.join(' ') };
}

function termsOf({ title, text, hints }: Entry): readonly string[] {
  return `${title} ${text} ${hints}`.split(' ').filter((term) => term !== '');
}

const PERIOD = /\b((?:19|20)\d\d)\b[^\d.\n]{1,24}\b((?:19|20)\d\d)\b/g;
const MAX_YEARS = 20;

/** The years that a period covers without naming them: 2019, where something lasted from March 2017 to June 2021. */
function toYearsBetween(text: string): string[] {
  return [...text.matchAll(PERIOD)].flatMap(([, from, to]) => {
    const count = Number(to) - Number(from) - 1;
    if (count < 1 || count > MAX_YEARS) return [];
    return Array.from({ length: count }, (_none, at) => String(Number(from) + at + 1));
  });
}

/** Hints are phrases parted by commas; one of stop words alone, such as `who are you`, is a term of its own. */
function toHintTerms(hints: string): string[] {
  return hints.split(',').flatMap(toTerms);
}
