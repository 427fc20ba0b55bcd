import { estimateTokens } from '../limits/estimate-usage.ts';
import type { StoredTurn } from '../state-store.ts';

/**
 * Keeps the newest turns that fit into `maxTokens`, oldest first. A newest turn that does not fit by itself is kept with
 * the beginning of its answer, since a follow-up leans on that turn before all others.
 */
export function trimHistory(history: readonly StoredTurn[], maxTokens: number): readonly StoredTurn[] {
  const kept: StoredTurn[] = [];
  let tokens = 0;
  for (const turn of history.toReversed()) {
    tokens += tokensOf(turn);
    if (tokens > maxTokens) break;
    kept.unshift(turn);
  }
  const newest = history.at(-1);
  return kept.length > 0 || newest === undefined ? kept : [shorten(newest, maxTokens)];
}

function tokensOf({ question, answer }: StoredTurn): number {
  return estimateTokens(question) + estimateTokens(answer);
}

function shorten(turn: StoredTurn, maxTokens: number): StoredTurn {
  const question = cut(turn.question, Math.floor(maxTokens / 2));
  return { ...turn, question, answer: cut(turn.answer, maxTokens - estimateTokens(question)) };
}

/** Halves until it fits; what is cut off is marked, so that nobody takes the rest for the whole. */
function cut(text: string, maxTokens: number): string {
  if (estimateTokens(text) <= maxTokens) return text;
  let kept = text;
  while (kept !== '' && estimateTokens(`${kept}…`) > maxTokens) {
    kept = kept.slice(0, Math.floor(kept.length / 2)).toWellFormed();
  }
  return `${kept}…`;
}
