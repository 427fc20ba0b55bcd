import type { Mention } from './mention.ts';

const BREAK =
  /[,;:]\s(?!(?:(?:in|on|from|since|until|between|as of|starting|ending)\s+)?(?:early |late |mid-)?\u0001)|\s[–—-]\s|\s(?:and|but|while|where|when|before|after|then|plus)\s/y;

/** Those of the mentions that stand in one clause with this one; what is in brackets belongs to the clause before them. `breaks` is of their sentence. */
export function inClauseOf<T extends Mention>(
  breaks: readonly number[],
  { at, end }: Mention,
  mentions: readonly T[],
): readonly T[] {
  const from = breaks.findLast((place) => place <= at) ?? 0;
  const to = breaks.find((place) => place >= end) ?? Number.POSITIVE_INFINITY;
  return mentions.filter((other) => other.at >= from && other.end <= to);
}

/** Where one clause of a sentence ends and the next begins. */
export function breaksIn(text: string): readonly number[] {
  const breaks: number[] = [];
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    if (text[at] === ')') depth -= 1;
    BREAK.lastIndex = at;
    if (depth <= 0 && BREAK.test(text)) breaks.push(at);
  }
  return breaks;
}
