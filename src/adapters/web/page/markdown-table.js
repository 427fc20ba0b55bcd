/** @typedef {import('./markdown-blocks.js').Context} Context */
/** @typedef {import('./markdown-blocks.js').Read} Read */

const TABLE_BORDER = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-*:?\s*)*\|?\s*$/;

/**
 * @param {string[]} lines
 * @param {number} at
 * @param {Context} context
 */
export function isTableAt(lines, at, { isPartial }) {
  if (!lines[at].includes('|')) return false;
  const border = lines[at + 1];
  const mayStillCome = isPartial && lines[at].trimStart().startsWith('|');
  if (border === undefined || (at + 2 === lines.length && border.trim() === '')) return mayStillCome;
  const isBorder = TABLE_BORDER.test(border) && border.includes('-');
  return isBorder || (mayStillCome && at + 2 === lines.length && /^[\s|:-]*$/.test(border));
}

/**
 * @param {string[]} lines
 * @param {number} at
 * @returns {Read}
 */
export function readTable(lines, at) {
  let end = at + 2;
  while (end < lines.length && lines[end].includes('|')) end += 1;
  const head = toCells(lines[at]);
  const aligns = toCells(lines[at + 1] ?? '').map((cell) =>
    cell.endsWith(':') ? (cell.startsWith(':') ? 'center' : 'right') : 'left',
  );
  const rows = lines.slice(at + 2, end).map(toCells);
  return { block: { type: 'table', aligns, head, rows }, next: end };
}

/** @param {string} line */
function toCells(line) {
  const inner = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  return inner.split(/(?<!\\)\|/).map((cell) => cell.replaceAll('\\|', '|').trim());
}
