import { committedMarkdown } from './heal-markdown.ts';

/**
 * About the first half of a text, up to a word's end, whole Markdown that the rest continues; the text itself when it has
 * no such part.
 */
export function toBeginning(text: string): string {
  const half = text.slice(0, Math.ceil(text.length / 2));
  const beginning = committedMarkdown(half.slice(0, half.search(/\s+\S*$/)));
  return beginning.trim() === '' ? text : beginning;
}
