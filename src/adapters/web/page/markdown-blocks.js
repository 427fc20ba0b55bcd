import { isTableAt, readTable } from './markdown-table.js';

/**
 * Block structure of the Markdown that language models write: a tolerant part of CommonMark with tables.
 *
 * @typedef {{ type: 'paragraph', text: string }} Paragraph
 * @typedef {{ type: 'heading', level: number, text: string }} Heading
 * @typedef {{ type: 'code', language: string, text: string }} Code
 * @typedef {{ type: 'quote', blocks: Block[] }} Quote
 * @typedef {{ type: 'list', start: number | null, items: Block[][] }} List
 * @typedef {{ type: 'table', aligns: string[], head: string[], rows: string[][] }} Table
 * @typedef {{ type: 'rule' }} Rule
 * @typedef {Paragraph | Heading | Code | Quote | List | Table | Rule} Block
 */

const FENCE = /^ {0,3}(`{3,}|~{3,})\s*([^`\s]*)[^`]*$/;
const HEADING = /^ {0,3}(#{1,6})(?:\s+(.*?))?(?:\s+#+)?\s*$/;
const QUOTE = /^ {0,3}>\s?/;
const RULE = /^ {0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,})$/;
const ITEM = /^(\s*)([-*+•]|\d{1,9}[.)])(\s+|$)(.*)$/;
/** How deep quotes and lists may nest; beyond it they are paragraphs. */
const MAX_DEPTH = 8;

/**
 * @param {string} markdown
 * @param {{ isPartial?: boolean, depth?: number }} [options] `isPartial`: more text will follow at the end
 * @returns {Block[]}
 */
export function parseBlocks(markdown, { isPartial = false, depth = 0 } = {}) {
  const lines = markdown.replaceAll('\r\n', '\n').split('\n');
  /** @type {Block[]} */
  const blocks = [];
  let at = 0;
  while (at < lines.length) {
    if (lines[at].trim() === '') {
      at += 1;
      continue;
    }
    const { block, next } = readBlock(lines, at, { isPartial, depth });
    if (block !== undefined) blocks.push(block);
    at = next;
  }
  return blocks;
}

/**
 * @typedef {{ isPartial: boolean, depth: number }} Context
 * @typedef {{ block: Block | undefined, next: number }} Read
 */

/**
 * @param {string[]} lines
 * @param {number} at
 * @param {Context} context
 * @returns {Read}
 */
function readBlock(lines, at, context) {
  const line = lines[at];
  const isLast = context.isPartial && at === lines.length - 1;
  // Half a fence, half a rule or half a table would show its signs for a moment and then change its shape.
  if (isLast && /^ {0,3}(?:`{1,2}|~{1,2}|[-*_]{1,3}|#{1,6}|\d{1,9}[.)]?|\||>)\s*$/.test(line)) {
    return { block: undefined, next: at + 1 };
  }
  if (FENCE.test(line)) return readCode(lines, at);
  if (RULE.test(line)) return { block: { type: 'rule' }, next: at + 1 };
  const heading = HEADING.exec(line);
  if (heading) {
    return { block: { type: 'heading', level: heading[1].length, text: heading[2] ?? '' }, next: at + 1 };
  }
  if (context.depth < MAX_DEPTH && QUOTE.test(line)) return readQuote(lines, at, context);
  if (context.depth < MAX_DEPTH && ITEM.test(line)) return readList(lines, at, context);
  if (isTableAt(lines, at, context)) return readTable(lines, at);
  return readParagraph(lines, at, context);
}

/**
 * @param {string[]} lines
 * @param {number} at
 * @returns {Read}
 */
function readCode(lines, at) {
  const [, fence, language] = FENCE.exec(lines[at]) ?? ['', '```', ''];
  const isEnd = (/** @type {string} */ line) =>
    line.trim().startsWith(fence) && line.trim().replaceAll(fence[0], '') === '';
  let end = at + 1;
  while (end < lines.length && !isEnd(lines[end])) end += 1;
  const text = lines.slice(at + 1, end).join('\n');
  return { block: { type: 'code', language, text }, next: end + 1 };
}

/**
 * @param {string[]} lines
 * @param {number} at
 * @param {Context} context
 * @returns {Read}
 */
function readQuote(lines, at, { isPartial, depth }) {
  let end = at;
  while (end < lines.length && (QUOTE.test(lines[end]) || (end > at && continuesText(lines[end])))) end += 1;
  const inner = lines.slice(at, end).map((line) => line.replace(QUOTE, ''));
  const options = { isPartial: isPartial && end === lines.length, depth: depth + 1 };
  return { block: { type: 'quote', blocks: parseBlocks(inner.join('\n'), options) }, next: end };
}

/**
 * @param {string[]} lines
 * @param {number} at
 * @param {Context} context
 * @returns {Read}
 */
function readList(lines, at, { isPartial, depth }) {
  const first = ITEM.exec(lines[at]) ?? ['', '', '-', '', ''];
  const isOrdered = /\d/.test(first[2]);
  const indent = first[1].length;
  /** @type {string[][]} */
  const items = [];
  let end = at;
  while (end < lines.length) {
    const line = lines[end];
    const item = ITEM.exec(line);
    const isSibling = item !== null && item[1].length <= indent + 1 && !RULE.test(line);
    if (isSibling && /\d/.test(item[2]) !== isOrdered) break;
    if (isSibling) items.push([item[4]]);
    else if (belongsToItem(lines, end, indent)) items.at(-1)?.push(dedent(line, indent));
    else break;
    end += 1;
  }
  const blocksOf = (/** @type {string[]} */ item, /** @type {number} */ index) =>
    parseBlocks(item.join('\n'), {
      isPartial: isPartial && end === lines.length && index === items.length - 1,
      depth: depth + 1,
    });
  const start = isOrdered ? Number.parseInt(first[2], 10) : null;
  return { block: { type: 'list', start, items: items.map(blocksOf) }, next: end };
}

/**
 * An empty line stays with the item only if what follows it is indented or is a next item.
 *
 * @param {string[]} lines
 * @param {number} at
 * @param {number} indent
 */
function belongsToItem(lines, at, indent) {
  const line = lines[at];
  if (line.trim() !== '') return /^\s/.test(line.slice(indent)) || (lines[at - 1].trim() !== '' && continuesText(line));
  const next = lines.slice(at).find((later) => later.trim() !== '');
  return next !== undefined && (ITEM.test(next) || /^\s{2,}/.test(next.slice(indent)));
}

/**
 * Takes away the part of the indentation that the list itself causes.
 *
 * @param {string} line
 * @param {number} indent
 */
function dedent(line, indent) {
  const space = /^\s*/.exec(line)?.[0].length ?? 0;
  return line.slice(Math.min(space, indent + (space - indent >= 4 ? 4 : space - indent >= 3 ? 3 : 2)));
}

/**
 * @param {string[]} lines
 * @param {number} at
 * @param {Context} context
 * @returns {Read}
 */
function readParagraph(lines, at, context) {
  let end = at + 1;
  while (end < lines.length && continuesText(lines[end]) && !isTableAt(lines, end, context)) end += 1;
  return { block: { type: 'paragraph', text: lines.slice(at, end).join('\n') }, next: end };
}

/**
 * Whether a line goes on with the text before it, rather than starting something of its own.
 *
 * @param {string} line
 */
function continuesText(line) {
  if (line.trim() === '') return false;
  return ![FENCE, HEADING, QUOTE, RULE, ITEM].some((start) => start.test(line));
}
