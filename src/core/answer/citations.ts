import type { Passage } from '../profile/chunk.ts';
import type { Source } from './answer-event.ts';

const CITATION = /\[(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)\]/g;
/** How many of the best passages stand under an answer whose model forgot to cite. */
const UNCITED_SOURCES = 3;

/** The passage numbers that a text cites, each once, ascending. A `[2, 3]` cites both; a range cites its ends. */
export function citedNumbers(text: string): readonly number[] {
  const numbers = [...text.matchAll(CITATION)].flatMap((match) => (match[1] ?? '').split(/\D+/).map(Number));
  return [...new Set(numbers)].toSorted((a, b) => a - b);
}

/** The sources of a finished answer: the passages that it cites or, when it cites none, the best few. */
export function toSources(text: string, passages: readonly Passage[]): readonly Source[] {
  const all = passages.map(toSource);
  const cited = new Set(citedNumbers(text));
  const used = all.filter((source) => cited.has(source.number));
  return used.length > 0 ? used : all.slice(0, UNCITED_SOURCES);
}

function toSource({ chunk }: Passage, index: number): Source {
  return { number: index + 1, title: chunk.title, link: chunk.link, file: chunk.source, text: chunk.text };
}
