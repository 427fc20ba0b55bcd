import { stripInvisible } from '../../../support/invisible.ts';
import { toPlainDigits, toSpacedDigits } from './fold.ts';

/** One sentence, bullet, heading or table cell of an answer. */
export interface Sentence {
  readonly text: string;
  /** Passage numbers that its line cites; none when it cites nothing itself. */
  readonly cited: readonly number[];
  /** Whether it is a heading, or a label in front of a colon. */
  readonly isLabel: boolean;
  /** Whether it is a heading by its marks, or the head of a table's column. */
  readonly isHeading: boolean;
}

const FENCED_CODE = /^[ \t]*(```|~~~)[^\n]*\n[\s\S]*?(?:^[ \t]*\1[^\n]*$|$(?![\s\S]))/gm;
const CITATION = /[ \t]?\[(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)\](?!\()/g;
const LINE_MARK = /^\s*(?:>\s*)*(?:[-*+•]\s+|\d{1,3}[.)]\s+|#{1,6}\s+)*(?:\[[ xX]\]\s+)?/;
/** Not after an initial, a title or a company's suffix. */
const SENTENCE_END =
  /(?<!(?:^|[\s(])(?:\p{Lu}|Dr|Mr|Mrs|Ms|Prof|St|Jr|Sr|vs|e\.g|i\.e|approx|ca|No|Inc|Ltd|Co|Corp|Ph\.D|M\.Sc|B\.Sc|B\.S|M\.S|B\.A|M\.A|U\.S|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)\.)(?<=[.!?。！？]["”’)*_]*(?:\s*\[\d[\d,;\s–-]*\])*)\s+|(?<=[。！？])/u;

const MAX_SENTENCE_CHARS = 1500;
const LONG_PART = new RegExp(String.raw`[\s\S]{1,${MAX_SENTENCE_CHARS}}(?:\s|$)|[\s\S]{1,${MAX_SENTENCE_CHARS}}`, 'g');

const TABLE_RULE = /^\s*\|?\s*:?-{2,}:?\s*(?:\||$)/;

/** Takes an answer's Markdown apart into what is read: without code blocks, link targets and marks. */
export function toSentences(markdown: string): readonly Sentence[] {
  const prose = toSpacedDigits(toPlainDigits(stripInvisible(markdown)).replace(FENCED_CODE, '\n'));
  const lines = prose.split('\n');
  return lines.flatMap((line, index) => {
    const cited = toCited(line);
    const isHeading = /^\s*#{1,6}\s/.test(line) || (line.includes('|') && TABLE_RULE.test(lines[index + 1] ?? ''));
    const isLabel = isHeading || /^\s*(?:[-*+]\s+)?\*\*[^*]+\*\*:?\s*$/.test(line);
    return line
      .replace(LINE_MARK, '')
      .split(/\s\|\s|^\||\|$/)
      .flatMap((cell) => toParts(cell, { cited, isLabel, isHeading }));
  });
}

function toParts(cell: string, of: Omit<Sentence, 'text'>): readonly Sentence[] {
  return cell
    .split(SENTENCE_END)
    .flatMap(toShortParts)
    .map((part) => ({ ...of, text: toPlain(part), cited: toCited(part).length === 0 ? [] : of.cited }))
    .filter(({ text }) => /[\p{L}\p{N}]/u.test(text));
}

/** A sentence without an end, cut between words: what is found in it takes time by the square of its length. */
function toShortParts(part: string): readonly string[] {
  return part.length <= MAX_SENTENCE_CHARS ? [part] : (part.match(LONG_PART) ?? []);
}

function toPlain(markdown: string): string {
  return markdown
    .replace(CITATION, '')
    .replace(/!?\[([^\]\n]*)\]\([^)\n]*\)/g, '$1')
    .replace(/<(https?:[^>\s]+)>/g, '$1')
    .replace(/`(?![\p{L}\p{N}][\p{L}\p{N}+#.-]*`)(?<!`[\p{L}\p{N}][\p{L}\p{N}+#.-]*`)/gu, '')
    .replace(/\*+|~~|(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, '')
    .replace(/<\/?[a-z][^>]*>/gi, ' ')
    .trim();
}

function toCited(markdown: string): readonly number[] {
  return [...markdown.matchAll(CITATION)].flatMap(([, numbers = '']) => numbers.split(/\D+/).map(Number));
}
