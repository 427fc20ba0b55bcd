/**
 * Whether the sentence encoder can read a text. It knows no other script than Latin: to it, two Chinese texts are one and
 * the same, so those are left to their words.
 */
export function isEmbeddable(text: string): boolean {
  // Every text is asked about at each start, and most hold no foreign letter at all.
  if (!/[^\p{sc=Latin}\P{L}]/u.test(text)) return /\p{sc=Latin}/u.test(text);
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const latin = text.match(/\p{sc=Latin}/gu)?.length ?? 0;
  return latin > 0 && latin * 2 >= letters;
}
