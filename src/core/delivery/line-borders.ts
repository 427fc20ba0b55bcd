import { readLineStart } from './markdown-fence.ts';

/** A place in a line where a message may end. */
export interface LineBorder {
  readonly at: number;
  /** Best last. */
  readonly rank: 'word' | 'sentence';
  /** Whether it stands outside of links, code and emphasis, and what follows begins no block by accident. */
  readonly isSafe: boolean;
}

/** What is open at a place in a line. */
interface OpenMarks {
  /** How many backticks close the code; 0 outside of code. */
  readonly ticks: number;
  readonly emphasis: readonly string[];
  /** In the title of a link, in its address, or in neither. */
  readonly link: 'none' | 'title' | 'address';
}

const TOKEN = /\\[^\n]|`+|\*+|_+|~~|\|\||\[|\]\(|\]|\)|\s+|[。！？]["'”’」』）)\]]*|[，、；：]/g;
const SENTENCE_END = /(?:[!?…。！？]|(?<![\s.][A-Za-z]|\d)\.)["'”’)\]*_`]*$/;
const BLOCK_MARKS = '`~|#>+-*';
/** Joins what stands before it. */
const JOINS = /^(?:\p{M}|\p{Emoji_Modifier}|[\u200C\uFF9E\uFF9F]|\u200D|[\u{E0020}-\u{E007F}])/u;

/**
 * The places where a line can be cut, in order. Whether one is safe depends on what stands before it and on the one sign
 * behind it, so it stays what it is when the line goes on.
 */
export function findLineBorders(line: string): readonly LineBorder[] {
  const { content } = readLineStart(line);
  const from = line.length - content.length;
  const borders: LineBorder[] = [];
  let open: OpenMarks = { ticks: 0, emphasis: [], link: 'none' };
  for (const match of line.matchAll(TOKEN)) {
    if (match.index < from) continue;
    const [token] = match;
    const at = match.index + token.length;
    const rank = rankOf(token, line.slice(Math.max(0, match.index - 8), match.index));
    if (rank === undefined) open = passMark(open, token, line.charAt(match.index - 1), line.charAt(at));
    else if (at < line.length && !JOINS.test(line.slice(at, at + 2))) {
      const isOutside = open.ticks === 0 && open.emphasis.length === 0 && open.link === 'none';
      borders.push({ at, rank, isSafe: isOutside && !BLOCK_MARKS.includes(line.charAt(at)) });
    }
  }
  return borders;
}

function rankOf(token: string, before: string): LineBorder['rank'] | undefined {
  if (/^[。！？]/.test(token)) return 'sentence';
  if (/^[，、；：]/.test(token)) return 'word';
  if (!/^\s/.test(token)) return undefined;
  return SENTENCE_END.test(before) ? 'sentence' : 'word';
}

function passMark(open: OpenMarks, token: string, before: string, after: string): OpenMarks {
  if (token.startsWith('\\')) return open;
  if (token.startsWith('`')) {
    if (open.ticks === 0) return { ...open, ticks: token.length };
    return open.ticks === token.length ? { ...open, ticks: 0 } : open;
  }
  if (open.ticks > 0) return open;
  if (token === '[') return open.link === 'none' ? { ...open, link: 'title' } : open;
  if (token === '](') return open.link === 'title' ? { ...open, link: 'address' } : open;
  if (token === ']') return open.link === 'title' ? { ...open, link: 'none' } : open;
  if (token === ')') return open.link === 'address' ? { ...open, link: 'none' } : open;
  return { ...open, emphasis: passEmphasis(open.emphasis, token, before, after) };
}

function passEmphasis(emphasis: readonly string[], token: string, before: string, after: string): readonly string[] {
  const isWordBefore = before !== '' && !/\s/.test(before);
  const isWordAfter = after !== '' && !/\s/.test(after);
  if (isWordBefore && emphasis.includes(token)) return emphasis.slice(0, emphasis.lastIndexOf(token));
  const isInWord = token.startsWith('_') && /\w/.test(before) && /\w/.test(after);
  // Deeper nesting is no emphasis, but a row of marks.
  return isWordAfter && !isInWord && emphasis.length < 8 ? [...emphasis, token] : emphasis;
}
