import type { Passage } from '../../core/profile/chunk.ts';
import { toWantedForm } from '../../support/answer-form.ts';
import type { HasForm } from '../../support/answer-form.ts';
import { isPhrase, toRarity, toTerms } from '../../support/words.ts';
import { ABSENT_FREQUENCY, UNSEEN_PASSAGES, toAsked, toReadPassage } from './asked-terms.ts';
import type { AskedTerm, ReadPassage } from './asked-terms.ts';
import { isAnswer, toQuotables } from './quotable.ts';
import type { Quotable } from './quotable.ts';

/** A piece with its place in the passage, from 0. */
export interface PlacedPiece extends Quotable {
  readonly index: number;
}

/** What is quoted from one passage. */
export interface Quote {
  /** The passage's number in the prompt. */
  readonly number: number;
  readonly passage: Passage;
  readonly pieces: readonly PlacedPiece[];
}

/** What was chosen, and how much of the question it covers. */
export interface Selection {
  /** Best passage first. */
  readonly quotes: readonly Quote[];
  /** 0 to 1: the share of the question's words, weighed by rarity, that the best passage holds. */
  readonly coverage: number;
}

/** How to choose. */
export interface QuoteOptions {
  /** A passage that covers less of the question is not searched for the best sentence. */
  readonly minCoverage: number;
  /** The most sentences or list items in all. */
  readonly maxPieces: number;
}

/** What a word of the question counts for when the title or the hints hold it, but not the sentence itself. */
const TITLE_SHARE = 0.9;
const HINTS_SHARE = 0.6;
/** What is quoted of a passage that was found by its meaning alone: more of it would rarely be about the question. */
const BEGINNING_PIECES = 2;
/** A piece is quoted next to the best one when it scores at least this share of it. */
const NEXT_BEST_SHARE = 0.75;
/** Among equals, what stands earlier in a passage wins. */
const LATER_PIECE_LOSS = 0.02;
/** How much of a piece's score hangs on how well the engine found its passage. */
const PASSAGE_SHARE = 0.6;
/** What the nearness of meaning counts against words, where sentences were compared. */
const NEARNESS_SHARE = 0.5;
/** So much of the rarest word is thought to stand in every question, so that framing words alone choose little. */
const DOUBT = 0.3;
/**
 * An answer that the owner wrote to a question goes before a sentence that happens to hold the same words, if it is the
 * question that holds most of them.
 */
const ANSWER_BONUS = 1.3;
const HALF = 0.5;
/** A question of which a passage's title holds so much asks for that entry, and for nothing in particular of it. */
const NAMED_SHARE = 0.9;
/** An address under its label says nothing to a question that does not name the label. */
const BARE_ADDRESS = /^(?:[\p{L} ]+: )?https?:\/\/\S+$/u;
/** What a sentence counts for that lacks the form of the answer, such as a number for `How many`. */
const LACKING_SHARE = 0.5;

interface Candidate {
  readonly number: number;
  readonly passage: Passage;
  readonly piece: PlacedPiece;
  readonly score: number;
}

/**
 * Picks what best answers the question. When no passage covers enough of it, that is the beginning of the first: whoever
 * found it may have gone by its meaning.
 */
export function pickQuotes(question: string, passages: readonly Passage[], options: QuoteOptions): Selection {
  const read = passages.map(toReadPassage);
  const { asked, totalWeight } = toAsked(question, read);
  const cover = ({ all }: ReadPassage): number =>
    totalWeight === 0 ? 0 : sum(asked.filter(({ term }) => all.has(term)).map(({ weight }) => weight)) / totalWeight;
  const bestScore = Math.max(0, ...passages.map(({ score }) => score));
  const hasForm = toWantedForm(question);
  // A question of nothing but framing words has said hardly anything to look for.
  const doubt = DOUBT * toRarity(ABSENT_FREQUENCY, passages.length + UNSEEN_PASSAGES);
  const candidates = read
    .filter((passage) => cover(passage) >= options.minCoverage || (passage.number === 1 && isCompared(passage)))
    .flatMap((passage) => toCandidates(passage, { asked, totalWeight, doubt, bestScore, hasForm }))
    .toSorted((a, b) => b.score - a.score);
  const enough = (candidates[0]?.score ?? 0) * NEXT_BEST_SHARE;
  const best = withoutRepeats(candidates.filter(({ score }) => score >= enough)).slice(0, options.maxPieces);
  const quotes = best.length > 0 ? toQuotes(best) : quoteBeginning(passages, BEGINNING_PIECES);
  return { quotes, coverage: Math.max(0, ...read.map(cover)) };
}

/** The beginning of the best passage, where no words of the question are there to choose by. */
export function quoteBeginning(passages: readonly Passage[], maxPieces: number): readonly Quote[] {
  return passages.slice(0, 1).map((passage) => ({
    number: 1,
    passage,
    pieces: toQuotables(passage.chunk.text)
      .slice(0, maxPieces)
      .map((quotable, index) => ({ ...quotable, index })),
  }));
}

/** What the pieces of all passages are compared by. */
interface Measures {
  readonly asked: readonly AskedTerm[];
  readonly totalWeight: number;
  readonly doubt: number;
  readonly bestScore: number;
  readonly hasForm: HasForm | undefined;
}

function toCandidates(
  { number, passage, title, hints, all }: ReadPassage,
  { asked, totalWeight, doubt, bestScore, hasForm }: Measures,
): Candidate[] {
  const isAsked = isAnswer(passage.chunk.text) && toShare(asked, title) >= HALF * toShare(asked, all);
  const passageBonus = isAsked ? ANSWER_BONUS : 1;
  const standing = bestScore > 0 ? Math.max(0, passage.score) / bestScore : 1;
  const isBare = asked.every(({ term }) => isPhrase(term));
  // `What did you do at Acme?` is about the whole entry: none of its sentences is nearer than another.
  const isNamed = totalWeight > 0 && toShare(asked, title) >= NAMED_SHARE * totalWeight;
  return toQuotables(passage.chunk.text).map((quotable, index) => {
    const own = new Set(toTerms(quotable.text));
    const isAddress = BARE_ADDRESS.test(quotable.text);
    const share = (term: string): number =>
      isAddress
        ? own.has(term)
          ? 1
          : 0
        : own.has(term)
          ? 1
          : title.has(term)
            ? TITLE_SHARE
            : hints.has(term)
              ? HINTS_SHARE
              : 0;
    const met = sum(asked.map(({ term, weight }) => weight * share(term)));
    const words = met / (totalWeight + doubt);
    // A question without content is near to nothing; what stands first says most.
    const compared = isBare ? undefined : toNearness(quotable.text, passage);
    const nearness = compared === undefined || !isNamed ? compared : 1;
    const found = nearness === undefined ? words : (1 - NEARNESS_SHARE) * words + NEARNESS_SHARE * nearness;
    const bonus = passageBonus * (hasForm?.(quotable.text) === false ? LACKING_SHARE : 1);
    const score = bonus * found * (1 - LATER_PIECE_LOSS * Math.min(index, 10)) * (1 - PASSAGE_SHARE * (1 - standing));
    return { number, passage, piece: { ...quotable, index }, score };
  });
}

/**
 * How near a piece is to the question next to the nearest of its passage, 0 to 1; nothing when no engine compared it. It
 * chooses within a passage: which passage is nearest the engine has said already.
 */
function toNearness(piece: string, { sentences = [] }: Passage): number | undefined {
  const within = sentences.filter(({ text }) => piece.includes(text) || text.includes(piece));
  const nearest = Math.max(...sentences.map(({ nearness }) => nearness));
  if (within.length === 0 || nearest <= 0) return undefined;
  return Math.max(0, ...within.map(({ nearness }) => nearness)) / nearest;
}

function isCompared({ passage }: ReadPassage): boolean {
  return (passage.sentences ?? []).length > 0;
}

function toShare(asked: readonly AskedTerm[], held: ReadonlySet<string>): number {
  return sum(asked.filter(({ term }) => held.has(term)).map(({ weight }) => weight));
}

function withoutRepeats(candidates: readonly Candidate[]): Candidate[] {
  const seen = new Set<string>();
  return candidates.filter(({ piece }) => {
    const wording = toTerms(piece.text).join(' ');
    const isNew = !seen.has(wording);
    seen.add(wording);
    return isNew;
  });
}

/** Pieces of one passage come together, in the order in which they stand there. */
function toQuotes(candidates: readonly Candidate[]): readonly Quote[] {
  const byNumber = new Map<number, Quote>();
  for (const { number, passage, piece } of candidates) {
    const pieces = [...(byNumber.get(number)?.pieces ?? []), piece].toSorted((a, b) => a.index - b.index);
    byNumber.set(number, { number, passage, pieces });
  }
  return [...byNumber.values()];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
