import remend from 'remend';
import type { RemendOptions } from 'remend';
import { openFenceMarker } from './split-markdown.ts';

/** Only what is open at the end: nothing that was shown before may change. */
const HEALED: RemendOptions = {
  linkMode: 'text-only',
  images: false,
  katex: false,
  htmlTags: false,
  singleTilde: false,
  setextHeadings: false,
  comparisonOperators: false,
};

const MARKS_AT_END = /[*_~`]+$/;
const UNDECIDED_AT_END = /[*_~`\]!]$/;

/**
 * Makes half-written Markdown whole for showing: closes bold, italics, code, links and fences that are still open.
 * What was meant is not guessed: the next text is shown as it is then.
 */
export function healMarkdown(partial: string): string {
  const fence = openFenceMarker(partial);
  if (fence !== undefined) return partial.endsWith('\n') ? partial + fence : `${partial}\n${fence}`;
  // Marks at the very end may open, close or be half of a pair: what stands before them tells.
  const decided = partial.replace(MARKS_AT_END, '');
  if (openFenceMarker(decided) !== undefined) return partial;
  return isWhole(decided) ? decided : remend(decided, HEALED);
}

/** Whether text that follows would stand outside of every mark. */
function isWhole(partial: string): boolean {
  const followed = `${partial}x`;
  return remend(followed, HEALED) === followed;
}

/**
 * The longest start of half-written Markdown that needs no healing, for a platform where shown text can only be
 * continued. An open fence may stand: the platform shows it as code at once.
 */
export function committedMarkdown(partial: string): string {
  if (openFenceMarker(partial) !== undefined) return partial;
  const lineStart = partial.lastIndexOf('\n') + 1;
  for (let end = partial.length; end > lineStart; end = lastMarkerBefore(partial, end, lineStart)) {
    const start = partial.slice(0, end);
    if (!UNDECIDED_AT_END.test(start) && isWhole(start)) return start;
  }
  return partial.slice(0, lineStart);
}

function lastMarkerBefore(text: string, end: number, from: number): number {
  for (let at = end - 1; at > from; at -= 1) {
    if ('*_~`[!$<'.includes(text.charAt(at))) return at;
  }
  return from;
}
