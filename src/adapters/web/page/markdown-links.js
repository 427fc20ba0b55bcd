import { build } from './dom.js';

/** @typedef {import('./markdown-inline.js').InlineOptions} InlineOptions */
/** @typedef {import('./markdown-inline.js').Span} Span */

const CITATION = /^\[(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)\](?!\()/;
const LINK =
  /^!?\[((?:[^[\]\\]|\\.|\[[^[\]]*\])*)\]\(\s*<?([^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*)>?(?:\s+["'(][^)]*)?\)/;
const HALF_LINK = /^!?\[((?:[^[\]\\]|\\.|\[[^[\]]*\])*)(?:\](?:\((?:[^()]|\([^()]*\))*(?:\([^()]*)?)?)?$/;
const BARE_URL = /^https?:\/\/[^\s<>]*[^\s<>.,;:!?'"*_)\]}|]/i;

/**
 * @param {string} text
 * @param {number} at
 * @param {InlineOptions} options
 * @returns {Span | undefined}
 */
export function readCitation(text, at, { citation, isPartial }) {
  const rest = text.slice(at);
  if (isPartial && /^\[[\d\s,;–-]*$/.test(rest)) return { nodes: [], end: text.length };
  const match = CITATION.exec(rest);
  if (!match || citation === undefined) return undefined;
  const numbers = match[1].split(/\D+/).map(Number);
  const nodes = numbers.map((number) => citation(number)).filter((node) => node !== undefined);
  return nodes.length === numbers.length ? { nodes, end: at + match[0].length } : undefined;
}

/**
 * @param {string} text
 * @param {number} at
 * @param {InlineOptions} options
 * @param {(inner: string, isPartial: boolean) => Node[]} render
 * @returns {Span | undefined}
 */
export function readLink(text, at, { isPartial }, render) {
  const rest = text.slice(at);
  const whole = LINK.exec(rest);
  if (whole) {
    const children = render(whole[1], false);
    const end = at + whole[0].length;
    return { nodes: isWebAddress(whole[2]) ? [anchor(whole[2], children)] : children, end };
  }
  const half = isPartial ? HALF_LINK.exec(rest) : null;
  return half ? { nodes: render(half[1], true), end: text.length } : undefined;
}

/**
 * Models break lines in table cells like this; every other tag stays text.
 *
 * @param {string} text
 * @param {number} at
 * @returns {Span | undefined}
 */
export function readTag(text, at) {
  const match = /^<br\s*\/?>/i.exec(text.slice(at));
  if (match) return { nodes: [document.createElement('br')], end: at + match[0].length };
  const autolink = /^<(https?:\/\/[^\s<>]+)>/i.exec(text.slice(at));
  if (!autolink || !isWebAddress(autolink[1])) return undefined;
  return { nodes: [anchor(autolink[1], [document.createTextNode(autolink[1])])], end: at + autolink[0].length };
}

/**
 * @param {string} text
 * @param {number} at
 * @returns {Span | undefined}
 */
export function readBareUrl(text, at) {
  if (/[\p{L}\p{N}]/u.test(text[at - 1] ?? ' ')) return undefined;
  const url = BARE_URL.exec(text.slice(at))?.[0];
  if (url === undefined || !isWebAddress(url)) return undefined;
  return { nodes: [anchor(url, [document.createTextNode(url)])], end: at + url.length };
}

/** @param {string} address */
export function isWebAddress(address) {
  if (!URL.canParse(address)) return false;
  const { protocol } = new URL(address);
  return protocol === 'https:' || protocol === 'http:';
}

/**
 * @param {string} address
 * @param {Node[]} children
 */
export function anchor(address, children) {
  return build('a', { href: address, target: '_blank', rel: 'noopener noreferrer nofollow' }, ...children);
}
