import { editDistance } from '../../support/edit-distance.ts';

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
  return editDistance(a, b) <= maxEdits;
}

const MIN_BEGINNING = 4;

/** Whether one word is the short form of the other that people say: `tech` for `technologies`. */
export function isBeginning(short: string, long: string): boolean {
  return short.length >= MIN_BEGINNING && long.length > short.length && long.startsWith(short);
}
