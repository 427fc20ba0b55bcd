import { parseBlocks } from './markdown-blocks.js';
import { renderInline } from './markdown-inline.js';

/** @typedef {import('./markdown-blocks.js').Block} Block */
/** @typedef {import('./markdown-inline.js').InlineOptions} InlineOptions */

/**
 * Shows Markdown in an element and keeps it up to date while the text grows: only blocks that changed are replaced, so
 * that nothing flickers and what a reader has selected stays selected.
 *
 * @param {HTMLElement} container
 */
export function createMarkdownView(container) {
  /** @type {string[]} */
  let shown = [];
  return {
    /**
     * @param {string} markdown
     * @param {InlineOptions} options
     */
    show(markdown, options) {
      const blocks = parseBlocks(markdown, { isPartial: options.isPartial });
      const isOpen = (/** @type {number} */ index) => options.isPartial && index === blocks.length - 1;
      const keys = blocks.map((block, index) => `${isOpen(index)} ${JSON.stringify(block)}`);
      blocks.forEach((block, index) => {
        if (keys[index] === shown[index]) return;
        const node = renderBlock(block, { ...options, isPartial: isOpen(index) });
        const before = container.children[index];
        if (before === undefined) container.append(node);
        else before.replaceWith(node);
      });
      while (container.children.length > blocks.length) container.lastElementChild?.remove();
      shown = keys;
    },
  };
}

/**
 * @param {Block} block
 * @param {InlineOptions} options
 * @returns {HTMLElement}
 */
function renderBlock(block, options) {
  switch (block.type) {
    case 'heading':
      // The page's own headings are h1 and h2; an answer's begin below them.
      return filled(`h${Math.min(block.level + 2, 6)}`, renderInline(block.text, options));
    case 'code':
      return renderCode(block);
    case 'quote':
      return filled('blockquote', renderBlocks(block.blocks, options));
    case 'list':
      return renderList(block, options);
    case 'table':
      return renderTable(block, options);
    case 'rule':
      return document.createElement('hr');
    case 'paragraph':
      return filled('p', renderInline(block.text, options));
    default:
      throw new TypeError('A block has a type that is not known here.');
  }
}

/**
 * @param {Block[]} blocks
 * @param {InlineOptions} options
 */
function renderBlocks(blocks, options) {
  return blocks.map((block, index) =>
    renderBlock(block, { ...options, isPartial: options.isPartial && index === blocks.length - 1 }),
  );
}

/** @param {import('./markdown-blocks.js').Code} code */
function renderCode({ language, text }) {
  const code = filled('code', [document.createTextNode(text)]);
  const pre = filled('pre', [code]);
  // What scrolls must be reachable by keyboard.
  pre.tabIndex = 0;
  pre.setAttribute('role', 'region');
  pre.setAttribute('aria-label', language === '' ? 'Code' : `Code, ${language}`);
  if (language !== '') pre.dataset.language = language;
  return pre;
}

/**
 * @param {import('./markdown-blocks.js').List} list
 * @param {InlineOptions} options
 */
function renderList({ start, items }, options) {
  const list = document.createElement(start === null ? 'ul' : 'ol');
  if (start !== null && start !== 1) list.setAttribute('start', String(start));
  items.forEach((blocks, index) => {
    const isPartial = options.isPartial && index === items.length - 1;
    const children = renderBlocks(blocks, { ...options, isPartial }).flatMap((node) =>
      node.tagName === 'P' && blocks.filter(({ type }) => type === 'paragraph').length === 1
        ? [...node.childNodes]
        : [node],
    );
    list.append(filled('li', children));
  });
  return list;
}

/**
 * @param {import('./markdown-blocks.js').Table} table
 * @param {InlineOptions} options
 */
function renderTable({ aligns, head, rows }, options) {
  const renderRow = (/** @type {string[]} */ cells, /** @type {string} */ tag, /** @type {boolean} */ isPartial) =>
    filled(
      'tr',
      head.map((_, column) => {
        const isOpen = isPartial && column === cells.length - 1;
        const cell = filled(tag, renderInline(cells[column] ?? '', { ...options, isPartial: isOpen }));
        cell.classList.add(`align-${aligns[column] ?? 'left'}`);
        if (tag === 'th') cell.setAttribute('scope', 'col');
        return cell;
      }),
    );
  const body = rows.map((row, index) => renderRow(row, 'td', options.isPartial && index === rows.length - 1));
  const table = filled('table', [
    filled('thead', [renderRow(head, 'th', options.isPartial && rows.length === 0)]),
    filled('tbody', body),
  ]);
  const frame = filled('div', [table]);
  frame.className = 'table-frame';
  frame.tabIndex = 0;
  frame.setAttribute('role', 'region');
  frame.setAttribute('aria-label', 'Table');
  return frame;
}

/**
 * @param {string} tag
 * @param {Node[]} children
 */
function filled(tag, children) {
  const node = document.createElement(tag);
  node.append(...children);
  return node;
}
