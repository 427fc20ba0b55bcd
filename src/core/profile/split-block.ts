import { packParts } from './split-text.ts';
import { countTokens } from './text-size.ts';

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const TABLE_RULE = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;
/** Surely too large: it need not be measured. */
const LONG_BLOCK_CHARS = 8000;
/** A head that leaves less than this share of the room to what follows is not repeated. */
const MAX_FRAME_SHARE = 0.4;

/**
 * Cuts a Markdown block that is too large for one chunk so that each piece is Markdown again: a code fence is closed and
 * opened anew, a table gets its heading again. Other blocks are left to {@link packParts}.
 */
export function* splitBlock(block: string, room: number): Generator<string> {
  const isLarge = block.length > LONG_BLOCK_CHARS || countTokens(block) > room;
  const frame = isLarge ? toFrame(block) : undefined;
  const inner = frame === undefined ? 0 : room - countTokens(frame.before) - countTokens(frame.after);
  if (frame === undefined || inner < room * (1 - MAX_FRAME_SHARE)) yield block;
  else {
    for (const lines of packParts(frame.lines, { gapAfter: () => '\n', room: inner }))
      yield `${frame.before}\n${lines}${frame.after}`;
  }
}

/** What each piece starts and ends with, and the lines between. */
interface Frame {
  readonly before: string;
  readonly lines: readonly string[];
  readonly after: string;
}

function toFrame(block: string): Frame | undefined {
  const lines = block.split('\n');
  const [first = '', second = ''] = lines;
  const mark = FENCE.exec(first)?.[1];
  if (mark !== undefined) {
    const isClosed = lines.at(-1)?.trim().startsWith(mark) === true;
    return { before: first, lines: lines.slice(1, isClosed ? -1 : undefined), after: `\n${mark}` };
  }
  if (!first.includes('|') || !TABLE_RULE.test(second)) return undefined;
  return { before: `${first}\n${second}`, lines: lines.slice(2), after: '' };
}
