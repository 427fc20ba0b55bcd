import { packParts } from './split-text.ts';
import { MAX_TEXT_SIZE, textSize } from './text-size.ts';

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const TABLE_RULE = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

/**
 * Cuts a Markdown block that is too large for one chunk so that each piece is Markdown again: a code fence is closed and
 * opened anew, a table gets its heading again. Other blocks are left to {@link packParts}.
 */
export function splitBlock(block: string): string[] {
  if (textSize(block) <= MAX_TEXT_SIZE) return [block];
  const [first = '', second = '', ...rest] = block.split('\n');
  const mark = FENCE.exec(first)?.[1];
  if (mark !== undefined) return splitFence(block, first, mark);
  if (first.includes('|') && TABLE_RULE.test(second))
    return packLines(rest).map((rows) => `${first}\n${second}\n${rows}`);
  return [block];
}

function splitFence(block: string, opening: string, mark: string): string[] {
  const lines = block.split('\n').slice(1);
  const inner = lines.at(-1)?.trim().startsWith(mark) === true ? lines.slice(0, -1) : lines;
  return packLines(inner).map((code) => `${opening}\n${code}\n${mark}`);
}

function packLines(lines: readonly string[]): string[] {
  return packParts(lines, () => '\n');
}
