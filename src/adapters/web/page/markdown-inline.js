import { build } from './dom.js';
import { readBareUrl, readCitation, readLink, readTag } from './markdown-links.js';

/**
 * Inline Markdown as DOM nodes. Text only ever becomes text nodes, so nothing that a model writes is markup.
 *
 * @typedef {object} InlineOptions
 * @property {boolean} isPartial more text will follow: what is open counts as closed, half a sign is left out
 * @property {((number: number) => Node | undefined) | undefined} citation gives the node that stands for `[1]`
 */

/** @typedef {{ nodes: Node[], end: number }} Span */

const ESCAPE = /^\\([\\`*_{}[\]()#+\-.!|~>])/;
const MAX_DEPTH = 12;

/**
 * @param {string} text
 * @param {InlineOptions} options
 * @param {number} [depth]
 * @returns {Node[]}
 */
export function renderInline(text, options, depth = 0) {
  if (depth > MAX_DEPTH) return [document.createTextNode(text)];
  /** @type {Node[]} */
  const nodes = [];
  const context = { depth, hopeless: new Set() };
  let plain = '';
  let at = 0;
  while (at < text.length) {
    const span = readSpan(text, at, options, context);
    if (span === undefined) {
      plain += text[at];
      at += 1;
      continue;
    }
    if (plain !== '') nodes.push(document.createTextNode(plain));
    plain = '';
    nodes.push(...span.nodes);
    at = span.end;
  }
  if (plain !== '') nodes.push(document.createTextNode(plain));
  return nodes;
}

/**
 * @typedef {object} Context
 * @property {number} depth
 * @property {Set<string>} hopeless markers that nothing further on closes: looked for once, not at each opening
 */

/**
 * @param {string} text
 * @param {number} at
 * @param {InlineOptions} options
 * @param {Context} context
 * @returns {Span | undefined}
 */
function readSpan(text, at, options, context) {
  switch (text[at]) {
    case '\\':
      return readEscape(text, at, options);
    case '`':
      return readCode(text, at, options);
    case '*':
    case '_':
    case '~':
      return readEmphasis(text, at, options, context);
    case '[':
    case '!':
      return (
        readCitation(text, at, options) ??
        readLink(text, at, options, (inner, isPartial) =>
          renderInline(inner, { ...options, isPartial }, context.depth + 1),
        )
      );
    case '\n':
      return / {2,}$/.test(text.slice(0, at)) ? { nodes: [document.createElement('br')], end: at + 1 } : undefined;
    case '<':
      return readTag(text, at);
    case 'h':
    case 'H':
      return readBareUrl(text, at);
    default:
      return undefined;
  }
}

/**
 * @param {string} text
 * @param {number} at
 * @param {InlineOptions} options
 * @returns {Span | undefined}
 */
function readEscape(text, at, { isPartial }) {
  const match = ESCAPE.exec(text.slice(at));
  if (match) return { nodes: [document.createTextNode(match[1])], end: at + 2 };
  return isPartial && at === text.length - 1 ? { nodes: [], end: at + 1 } : undefined;
}

/**
 * @param {string} text
 * @param {number} at
 * @param {InlineOptions} options
 * @returns {Span | undefined}
 */
function readCode(text, at, { isPartial }) {
  const fence = /^`+/.exec(text.slice(at))?.[0] ?? '`';
  const from = at + fence.length;
  const found = new RegExp(`(?<!\`)${fence}(?!\`)`).exec(text.slice(from));
  if (!found && !isPartial) return { nodes: [document.createTextNode(fence)], end: from };
  const end = found ? from + found.index : text.length;
  const body = text.slice(from, end).replaceAll('\n', ' ');
  const shown = found ? body.replace(/^ (.*\S.*) $/, '$1') : body.replace(/`+$/, '');
  return { nodes: shown === '' ? [] : [build('code', {}, shown)], end: found ? end + fence.length : end };
}

/**
 * @param {string} text
 * @param {number} at
 * @param {InlineOptions} options
 * @param {Context} context
 * @returns {Span | undefined}
 */
function readEmphasis(text, at, options, { depth, hopeless }) {
  const sign = text[at];
  const run = runLength(text, at);
  const after = text[at + run];
  if (options.isPartial && after === undefined) return { nodes: [], end: text.length };
  const isOpening =
    after !== undefined && /\S/.test(after) && (sign !== '_' || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? ' '));
  const size = Math.min(run, sign === '~' ? 2 : 3);
  if (!isOpening || (sign === '~' && run < 2))
    return { nodes: [document.createTextNode(text.slice(at, at + run))], end: at + run };

  const from = at + run;
  const marker = sign.repeat(size);
  const close = hopeless.has(marker) ? -1 : findClosing(text, from, marker);
  if (close === -1) hopeless.add(marker);
  if (close === -1 && !options.isPartial) {
    return { nodes: [document.createTextNode(text.slice(at, from))], end: from };
  }
  const inner = text.slice(from, close === -1 ? text.length : close);
  const children = renderInline(inner, { ...options, isPartial: options.isPartial && close === -1 }, depth + 1);
  return { nodes: [wrap(sign, size, children)], end: close === -1 ? text.length : close + size };
}

/**
 * Where the closing run starts; code in between is jumped over.
 *
 * @param {string} text
 * @param {number} from
 * @param {string} marker
 */
function findClosing(text, from, marker) {
  const sign = marker[0];
  let at = from;
  while (at < text.length) {
    if (text[at] === '\\') at += 2;
    else if (text[at] === '`') at = skipCode(text, at);
    else if (text[at] !== sign) at += 1;
    else {
      const run = runLength(text, at);
      const isClosing = /\S/.test(text[at - 1]) && (sign !== '_' || !/[\p{L}\p{N}]/u.test(text[at + run] ?? ' '));
      if (isClosing && (run === marker.length || run === 3 || (run > marker.length && marker.length === 2))) {
        return at + run - marker.length;
      }
      at += run;
    }
  }
  return -1;
}

/**
 * @param {string} text
 * @param {number} at
 */
function runLength(text, at) {
  let end = at + 1;
  while (text[end] === text[at]) end += 1;
  return end - at;
}

/**
 * @param {string} text
 * @param {number} at
 */
function skipCode(text, at) {
  const fence = /^`+/.exec(text.slice(at))?.[0] ?? '`';
  const close = text.indexOf(fence, at + fence.length);
  return close === -1 ? at + fence.length : close + fence.length;
}

/**
 * @param {string} sign
 * @param {number} size
 * @param {Node[]} children
 */
function wrap(sign, size, children) {
  if (sign === '~') return build('del', {}, ...children);
  if (size === 1) return build('em', {}, ...children);
  const strong = build('strong', {}, ...children);
  return size === 2 ? strong : build('em', {}, strong);
}
