import remend from 'remend';
import type { RemendOptions } from 'remend';

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
/** A picture is a link at best; what is written of it so far is shown as soon as that is whole. */
const IMAGE_AT_END = /!\[[^\]\n]{0,200}(?:\](?:\([^)\n]{0,500})?)?$/;
const PLACEHOLDER = '(streamdown:';
const UNDECIDED_AT_END = /[*_~`\]!]$/;
/** A paragraph with more marks than this at its end is shown when it is over. */
const MAX_TRIES = 64;
/** A line that no mark of an earlier line reaches into. */
const BLOCK_START = /^[ \t]*(?:$|[-*+>][ \t]|#|\d{1,9}[.)][ \t]|```)/;

/**
 * Makes half-written Markdown whole for showing: closes bold, italics, code and links that are still open. What was
 * meant is not guessed: the next text is shown as it is then. No code fence may be open.
 */
export function healMarkdown(partial: string): string {
  const blockAt = lastBlockAt(partial);
  const block = partial.slice(blockAt);
  if (block.startsWith('```')) return partial;
  // Marks at the very end may open, close or be half of a pair: what stands before them tells.
  const decided = block.replace(IMAGE_AT_END, '').replace(MARKS_AT_END, '');
  const healed = isWhole(decided) ? decided : remend(decided, HEALED);
  return partial.slice(0, blockAt) + (healed.includes(PLACEHOLDER) ? decided : healed);
}

/** Whether text that follows would stand outside of every mark. */
function isWhole(partial: string): boolean {
  const followed = `${partial}x`;
  return remend(followed, HEALED) === followed;
}

/**
 * The longest start of half-written Markdown that needs no healing, for a platform where shown text can only be
 * continued. No code fence may be open.
 */
export function committedMarkdown(partial: string): string {
  const blockAt = lastBlockAt(partial);
  const block = partial.slice(blockAt);
  if (block.startsWith('```')) return partial;
  let tries = 0;
  for (let end = block.length; end > 0 && tries < MAX_TRIES; end = lastMarkerBefore(block, end), tries += 1) {
    const start = block.slice(0, end);
    if (!UNDECIDED_AT_END.test(start) && isWhole(start)) return partial.slice(0, blockAt) + start;
  }
  return partial.slice(0, blockAt + block.length - block.trimStart().length);
}

function lastMarkerBefore(text: string, end: number): number {
  for (let at = end - 1; at > 0; at -= 1) {
    if ('*_~`[!$<'.includes(text.charAt(at))) return at;
  }
  return 0;
}

/** Where the last paragraph, item or heading begins. */
function lastBlockAt(text: string): number {
  let end = text.length;
  while (end > 0) {
    const at = text.lastIndexOf('\n', end - 1) + 1;
    if (at > 0 && at < text.length && BLOCK_START.test(text.slice(at, end))) return at;
    end = at - 1;
  }
  return 0;
}
