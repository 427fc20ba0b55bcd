import type { Chunk, ChunkId } from '../../core/profile/chunk.ts';
import { dot } from './dense-index.ts';
import type { Comparison } from './dense-index.ts';
import type { LexicalHit } from './lexical-index.ts';

/** A chunk that words, vectors or both found. */
export interface Hit {
  readonly chunk: Chunk;
  /** Higher is nearer; between 0 and 1 where vectors took part. */
  readonly score: number;
  /** Which of the question's own terms it holds, or holds something like. */
  readonly matched: readonly string[];
  /** Nothing when the chunk or the question has no vector. */
  readonly cosine: number | undefined;
}

/** What words count against vectors; measured on questions to profiles and to talks, next to .4. */
const WORDS_SHARE = 0.35;

/** What the nearest sentence counts against the whole chunk; measured on profiles. */
const SENTENCE_SHARE = 0.5;

/** The best by words alone. */
export function takeBest(hits: readonly LexicalHit[], topK: number): readonly Hit[] {
  const best = createBest(topK);
  for (const hit of hits) best.offer(hit.score, () => ({ ...hit, cosine: undefined }));
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
  const highest = lexical.reduce((high, { score }) => Math.max(high, score), 0);
  const unmet = new Map<ChunkId, LexicalHit>(lexical.map((hit) => [hit.chunk.id, hit]));
  const best = createBest(topK);
  let nearest = 0;

  chunks.forEach((chunk, at) => {
    if (!accepts(chunk)) return;
    const hit = unmet.get(chunk.id);
    unmet.delete(chunk.id);
    const cosine = cosines[at] ?? 0;
    nearest = Math.max(nearest, cosine);
    const score = toScore(hit === undefined ? 0 : hit.score / highest, cosine);
    best.offer(score, () => ({ chunk, score, matched: hit?.matched ?? [], cosine }));
  });
  for (const { chunk, matched, score: words } of unmet.values()) {
    const share = words / highest;
    const score = toScore(share, share * nearest);
    best.offer(score, () => ({ chunk, score, matched, cosine: undefined }));
  }
  return best.list();
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
  sentencesOf: ReadonlyMap<Chunk, readonly Float32Array[]>,
): readonly Hit[] {
  const sharpened = hits.map((hit) => {
    const sentences = sentencesOf.get(hit.chunk) ?? [];
    if (hit.cosine === undefined || sentences.length === 0) return hit;
    const nearest = Math.max(...sentences.map((sentence) => dot(question, sentence)));
    const gain = Math.max(0, nearest) - Math.max(0, hit.cosine);
    return { ...hit, score: hit.score + (1 - WORDS_SHARE) * SENTENCE_SHARE * gain };
  });
  return sharpened.sort((a, b) => b.score - a.score);
}

/** Keeps the best few of many without sorting them all. */
function createBest(count: number) {
  const kept: { readonly score: number; readonly hit: Hit }[] = [];
  return {
    offer(score: number, toHit: () => Hit): void {
      const last = kept[count - 1];
      if (last !== undefined && last.score >= score) return;
      const at = kept.findIndex((one) => one.score < score);
      kept.splice(at === -1 ? kept.length : at, 0, { score, hit: toHit() });
      if (kept.length > count) kept.pop();
    },
    list: (): readonly Hit[] => kept.map(({ hit }) => hit),
  };
}
