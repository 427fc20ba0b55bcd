/*
 * Both are asked at every character of an answer, and text that is made to be slow to read is part of what they are asked of:
 * they look at each place a few times at most, which an expression with several open ends does not.
 */

/** Where a Markdown link or image begins that the end of a text leaves open, in its label or its address; nothing if none does. */
export function findOpenLink(markdown: string): number | undefined {
  const { length } = markdown;
  const inLabel = findLabel(markdown, length);
  const behindLabel = markdown.endsWith(']') ? findLabel(markdown, length - 1) : undefined;
  const inAddress = findAddressed(markdown, length);
  const starts = [inLabel, behindLabel, inAddress].filter((start) => start !== undefined);
  return starts.length === 0 ? undefined : Math.min(...starts);
}

/** Where the link begins whose address ends with the `)` at a place; nothing if none does. */
export function findClosedLink(markdown: string, closeAt: number): number | undefined {
  return findAddressed(markdown, closeAt);
}

/** The first link whose address reaches up to `end`. */
function findAddressed(markdown: string, end: number): number | undefined {
  const begin = 1 + Math.max(markdown.lastIndexOf(')', end - 1), markdown.lastIndexOf('\n', end - 1));
  for (let middle = markdown.indexOf('](', begin); middle >= 0 && middle + 2 <= end;) {
    const start = findLabel(markdown, middle);
    if (start !== undefined) return start;
    middle = markdown.indexOf('](', middle + 1);
  }
  return undefined;
}

/** Where the label begins that reaches up to `end`; an image has a sign before it. */
function findLabel(markdown: string, end: number): number | undefined {
  if (end === 0) return undefined;
  const begin = markdown.lastIndexOf(']', end - 1) + 1;
  const label = markdown.slice(begin, end);
  const start = label.indexOf('[', label.lastIndexOf('\n') + 1);
  if (start < 0) return undefined;
  return markdown[begin + start - 1] === '!' ? begin + start - 1 : begin + start;
}
