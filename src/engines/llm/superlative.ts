import type { Quote } from './quotes.ts';

/** A question for the greatest of several things, and the word for it; the best way to do something is no ranking. */
const ASKED =
  /\b(?:what|which|who)\b.*?\b((?:great|bigg|larg|strong|weak|hard|tough|proud|fin|high|small|smart|wild|craz|funni|worthi)est|(?:best|worst)(?! (?:way|time|place|day)\b)|most (?!of\b|recent)\p{L}+) \p{L}/iu;
const RANKED =
  /\b(?!(?:inter|requ|for|hon|mod|harv|manif|sugg|dig|prot|cont|inv|arr)est\b)\p{L}{3,}est\b|\b(?:best|worst|most|main|first choice|favou?rite)\b/iu;

/**
 * The lead for a question that wants the greatest of something, when nothing that is quoted ranks: to quote one thing
 * without a word would be to say that it is the greatest. Nothing when question or quotes are otherwise.
 */
export function toSuperlativeLead(question: string, quotes: readonly Quote[]): string | undefined {
  const word = ASKED.exec(question)?.[1];
  if (word === undefined) return undefined;
  const isRanked = quotes.some(({ passage, pieces }) =>
    [passage.chunk.title, ...pieces.map(({ text }) => text)].some((text) => RANKED.test(text)),
  );
  return isRanked ? undefined : `My files do not say which is the ${word.toLowerCase()}. The nearest that they say:`;
}
