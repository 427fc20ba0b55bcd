/** Shorter words have too many neighbours that mean something else. */
const MIN_LENGTH = 6;
const TWO_EDITS_LENGTH = 9;

/**
 * Whether one word looks like a typing error of the other: the same first letter, and one edit apart (two for words of
 * nine letters and more). Two neighbours swapped are one edit.
 */
export function isNearly(a: string, b: string): boolean {
  const maxEdits = a.length >= TWO_EDITS_LENGTH ? 2 : 1;
  if (a.length < MIN_LENGTH || a[0] !== b[0] || Math.abs(a.length - b.length) > maxEdits) return false;
  return editsBetween(a, b) <= maxEdits;
}

/** Damerau's distance with neighbours swapped at most once, row by row. */
function editsBetween(a: string, b: string): number {
  let older: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a[i - 1] === b[j - 1];
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          at(previous, j) + 1,
          at(row, j - 1) + 1,
          at(previous, j - 1) + (isSame ? 0 : 1),
          isSwap ? at(older, j - 2) + 1 : Infinity,
        ),
      );
    }
    older = previous;
    previous = row;
  }
  return at(previous, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
