/** A word that no other number gives: letters alone, so that an answer of such words states no number and no name. */
export function wordAt(at: number): string {
  const letters = String.fromCodePoint(97 + Math.floor(at / 26), 97 + (at % 26));
  return `word${letters}`;
}
