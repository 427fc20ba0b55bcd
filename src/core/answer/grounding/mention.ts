/** A stretch of text that states something which can be looked up. */
export interface Mention {
  /** As it is written. */
  readonly text: string;
  /** UTF-16 offsets in the text that it was found in. */
  readonly at: number;
  readonly end: number;
}

/** Blanks what one reader has understood, so that the next one does not read it again. */
export function without(text: string, mentions: readonly Mention[]): string {
  if (mentions.length === 0) return text;
  const parts: string[] = [];
  let done = 0;
  for (const { at, end } of mentions.toSorted((a, b) => a.at - b.at)) {
    const from = Math.max(at, done);
    if (end <= from) continue;
    parts.push(text.slice(done, from), '\u0001'.repeat(end - from));
    done = end;
  }
  return [...parts, text.slice(done)].join('');
}
