import type { Chunk, ChunkId } from '../../core/profile/chunk.ts';
import { isWrittenAnswer } from '../../core/profile/written-answer.ts';
import { dot } from './dense-index.ts';
import type { Comparison } from './dense-index.ts';
import type { LexicalHit } from './lexical-index.ts';

/** A chunk that words, vectors or both found. */
export interface Hit {
  readonly chunk: Chunk;
  /** Higher is nearer; between 0 and 1. */
  readonly score: number;
  /** Which of the question's own terms it holds, or holds something like. */
  readonly matched: readonly string[];
  /** Nothing when the chunk or the question has no vector. */
  readonly cosine: number | undefined;
  /** The cosines of its sentences with the question, as far as they are known; absent where they were not compared. */
  readonly sentenceCosines?: readonly (number | undefined)[] | undefined;
}

/** What words count against vectors; measured on questions to profiles, to talks and to articles, flat from .35 to .4. */
const WORDS_SHARE = 0.38;

/** What the nearest sentence counts against the whole chunk; measured on the same. */
const SENTENCE_SHARE = 0.4;

/**
 * What it counts that a chunk holds all of the asked words, against how often and in how short a text it holds some of them.
 * The best by BM25 always has 1, even where it is poor; measured on the same, flat from .3 to .5.
 */
const COVERAGE_SHARE = 0.4;

/** The best by words alone. */
export function takeBest(hits: readonly LexicalHit[], topK: number): readonly Hit[] {
  const best = createBest(topK);
  const toWords = createWordsScore(hits);
  for (const hit of hits) {
    const score = toWords(hit);
    if (best.wants(score)) best.add({ chunk: hit.chunk, score, matched: hit.matched, cosine: undefined });
  }
  return best.list();
}

/**
 * The best by a weighted sum of words and vectors. Ranks, which reciprocal rank fusion adds up, lose how clear a find was:
 * that is worse than words alone on half of the measured sets.
 *
 * A chunk that has no vector is taken for as near as its words are.
 */
export function fuse(
  lexical: readonly LexicalHit[],
  { chunks, cosines }: Comparison,
  { topK, accepts }: { readonly topK: number; readonly accepts: (chunk: Chunk) => boolean },
): readonly Hit[] {
  const toWords = createWordsScore(lexical);
  const unmet = new Map<ChunkId, LexicalHit>();
  for (const hit of lexical) unmet.set(hit.chunk.id, hit);
  const best = createBest(topK);
  let nearest = 0;

  chunks.forEach((chunk, at) => {
    if (!accepts(chunk)) return;
    const hit = unmet.get(chunk.id);
    unmet.delete(chunk.id);
    const cosine = cosines[at] ?? 0;
    nearest = Math.max(nearest, cosine);
    const score = toScore(hit === undefined ? 0 : toWords(hit), cosine);
    if (best.wants(score)) best.add({ chunk, score, matched: hit?.matched ?? [], cosine });
  });
  for (const hit of unmet.values()) {
    const words = toWords(hit);
    const score = toScore(words, words * nearest);
    if (best.wants(score)) best.add({ chunk: hit.chunk, score, matched: hit.matched, cosine: undefined });
  }
  return best.list();
}

/** 0 to 1, next to the best of these. */
function createWordsScore(hits: readonly LexicalHit[]): (hit: LexicalHit) => number {
  const highest = hits.reduce((high, { score }) => Math.max(high, score), 0);
  return ({ score, coverage }) => (1 - COVERAGE_SHARE) * (score / highest) + COVERAGE_SHARE * coverage;
}

function toScore(words: number, cosine: number): number {
  return WORDS_SHARE * words + (1 - WORDS_SHARE) * Math.max(0, cosine);
}

/**
 * Orders anew what was found, by the whole chunks and by the nearest sentence of each: a long entry answers with one of its
 * sentences. Looking at the best few alone finds what looking at all of them does.
 */
export function sharpen(
  hits: readonly Hit[],
  question: Float32Array,
  sentencesOf: ReadonlyMap<Chunk, readonly (Float32Array | undefined)[]>,
): readonly Hit[] {
  const sharpened = hits.map((hit) => {
    const sentenceCosines = sentencesOf.get(hit.chunk)?.map((sentence) => sentence && dot(question, sentence)) ?? [];
    const known = sentenceCosines.filter((cosine) => cosine !== undefined);
    if (hit.cosine === undefined || known.length === 0) return hit;
    // Its first sentence is a question, and questions are near to each other.
    if (isWrittenAnswer(hit.chunk)) return { ...hit, sentenceCosines };
    const gain = Math.max(0, ...known) - Math.max(0, hit.cosine);
    return { ...hit, sentenceCosines, score: hit.score + (1 - WORDS_SHARE) * SENTENCE_SHARE * gain };
  });
  return sharpened.sort((a, b) => b.score - a.score);
}

/** Keeps the best few of many without sorting them all. */
function createBest(count: number) {
  const kept: Hit[] = [];
  return {
    /** Asked first, so that nothing is made of the thousands that are not kept. */
    wants(score: number): boolean {
      const last = kept[count - 1];
      return last === undefined || last.score < score;
    },
    add(hit: Hit): void {
      const at = kept.findIndex((one) => one.score < hit.score);
      kept.splice(at === -1 ? kept.length : at, 0, hit);
      if (kept.length > count) kept.pop();
    },
    list: (): readonly Hit[] => kept,
  };
}
