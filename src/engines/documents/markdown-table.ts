const MAX_CELL_CHARS = 300;

/** Rows as one Markdown table; as paragraphs where the table only arranges text on the page. */
export function toTable(rows: readonly (readonly string[])[]): string[] {
  const filled = rows.filter((row) => row.some((cell) => cell !== ''));
  const width = filled.reduce((widest, row) => Math.max(widest, row.length), 0);
  const isArranging =
    width < 2 || filled.length < 2 || filled.some((row) => row.some((cell) => cell.length > MAX_CELL_CHARS));
  if (isArranging) return filled.flatMap((row) => row.filter((cell) => cell !== ''));
  const [head = [], ...rest] = filled.map((row) => toRow(row, width));
  return [[head, `|${' --- |'.repeat(width)}`, ...rest].join('\n')];
}

function toRow(row: readonly string[], width: number): string {
  const cells = Array.from({ length: width }, (_, index) => (row[index] ?? '').replaceAll('|', '\\|'));
  return `| ${cells.join(' | ')} |`;
}
