/** `Ph.D.` and `B.Sc.` become one word, in the same place; the length stays. */
export function withShortDegrees(text: string): string {
  return text.replace(
    /(?<![\p{L}])(?:Ph\.\s?D|D\.\s?Phil|[BM]\.\s?(?:Sc|S|A|Eng|Phil|Tech)|M\.\s?B\.\s?A)\.?(?![\p{L}])/gu,
    (short) => short.replaceAll(/[.\s]/g, '').padEnd(short.length),
  );
}
