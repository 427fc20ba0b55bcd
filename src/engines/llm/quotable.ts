import { toSentences } from '../../support/words.ts';

/** The least piece of a passage that reads well by itself: a sentence, a list item or a whole code block. */
export interface Quotable {
  readonly text: string;
  readonly kind: 'sentence' | 'item' | 'code';
}

const FENCE = /^\s*(?:```|~~~)/;
const ITEM = /^\s*(?:[-*+•]|\d{1,3}[.)])\s+/;
const HEADING = /^\s*#{1,6}\s/;
const RULE = /^\s*(?:[-*_]\s*){3,}$|^[\s|:-]+$/;
const TABLE_ROW = /^\s*\|.*\|\s*$/;
const QUOTE_SIGN = /^(?:\s*>)+\s?/;

/** A first sentence up to this length, such as the name of an entry, is quoted with the next one only. */
const SHORT_OPENING_CHARS = 90;
const QUESTION_LABEL = /^question:\s/i;
const ANSWER_LABEL = /^answer:\s*/i;

/** Whether a passage is an answer under its question. */
export function isAnswer(text: string): boolean {
  return QUESTION_LABEL.test(text);
}

/**
 * Takes a passage of plain text or Markdown apart, in order. Headings and rules say nothing by themselves and go, and
 * so does a question in front of its answer; a short opening stays with what follows.
 */
export function toQuotables(text: string): readonly Quotable[] {
  const pieces = toPieces(text);
  const [first, second, ...rest] = pieces;
  if (first?.kind !== 'sentence' || second?.kind !== 'sentence') return pieces;
  if (QUESTION_LABEL.test(first.text) && ANSWER_LABEL.test(second.text)) {
    return [{ ...second, text: second.text.replace(ANSWER_LABEL, '') }, ...rest];
  }
  if (first.text.length > SHORT_OPENING_CHARS) return pieces;
  return [{ kind: 'sentence', text: `${first.text} ${second.text}` }, ...rest];
}

function toPieces(text: string): readonly Quotable[] {
  const pieces: Quotable[] = [];
  let code: string[] | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (code !== undefined) {
      code.push(line);
      if (!FENCE.test(line)) continue;
      pieces.push({ text: code.join('\n'), kind: 'code' });
      code = undefined;
    } else if (FENCE.test(line)) {
      code = [line];
    } else {
      pieces.push(...toProse(line.replace(QUOTE_SIGN, '')));
    }
  }
  return code === undefined ? pieces : [...pieces, { text: [...code, '```'].join('\n'), kind: 'code' }];
}

function toProse(line: string): readonly Quotable[] {
  if (HEADING.test(line) || RULE.test(line)) return [];
  if (TABLE_ROW.test(line)) return [{ text: toCells(line).join(' · '), kind: 'item' }];
  if (ITEM.test(line)) return [{ text: line.replace(ITEM, '').trim(), kind: 'item' }];
  return toSentences(line).map((text) => ({ text, kind: 'sentence' }));
}

function toCells(row: string): readonly string[] {
  return row
    .split('|')
    .map((cell) => cell.trim())
    .filter((cell) => cell !== '');
}
