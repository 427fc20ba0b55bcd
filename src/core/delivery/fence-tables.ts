const DELIMITER_ROW = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/**
 * Puts Markdown tables into code blocks, row by row as they are written, for a platform that shows no tables: a
 * fixed-width font keeps the columns readable. A table is known as one once its second line is there; what stands in
 * a code block already is left alone.
 */
export function fenceTables(markdown: string): string {
  const lines = markdown.split('\n');
  const shown: string[] = [];
  let openFence = '';
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const fence = FENCE.exec(line)?.[1] ?? '';
    if (openFence === '') openFence = fence;
    else if (fence.startsWith(openFence)) openFence = '';
    const length = openFence === '' && fence === '' ? tableLength(lines, at) : 0;
    if (length === 0) {
      shown.push(line);
    } else {
      shown.push('```', ...lines.slice(at, at + length), '```');
      at += length - 1;
    }
  }
  return shown.join('\n');
}

/** How many lines from `start` on are a table; 0 when none begins there. */
function tableLength(lines: readonly string[], start: number): number {
  const [header = '', delimiter = ''] = lines.slice(start, start + 2);
  const isTable = header.includes('|') && delimiter.includes('-') && DELIMITER_ROW.test(delimiter);
  if (!isTable || countCells(header) !== countCells(delimiter)) return 0;
  // The line that has only begun may become a row.
  const isRow = (line: string, at: number): boolean => line.includes('|') || (line === '' && at === lines.length - 1);
  const end = lines.findIndex((line, at) => at > start + 1 && (!isRow(line, at) || FENCE.test(line)));
  return (end === -1 ? lines.length : end) - start;
}

function countCells(row: string): number {
  return row
    .trim()
    .replace(/^\|/, '')
    .replace(/\|$/, '')
    .split(/(?<!\\)\|/).length;
}
