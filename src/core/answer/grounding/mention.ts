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
  return mentions.reduce((rest, { at, end }) => rest.slice(0, at) + '\u0001'.repeat(end - at) + rest.slice(end), text);
}
