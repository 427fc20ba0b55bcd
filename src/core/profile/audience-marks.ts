import { AUDIENCES } from '../audience.ts';
import { editDistance } from '../../support/edit-distance.ts';
import type { Json } from '../state-store.ts';
import { isList, isScalar } from './json-shape.ts';

const KEYS = ['audience', 'visibility'];
const MAX_SLIPS = 2;
const MIN_KEY_CHARS = 6;
const LINE = /^[ \t]*["']?([A-Za-z_-]+)["']?[ \t]*[:=][ \t]*["']?([\p{L}_-]*)/u;
/** Where front matter, of whatever kind, ends at the latest. */
const HEAD_LINES = 40;
const KEY_IN_JSON = /"(?:audience|visibility)"\s*:/gi;

/** Whether a line of this YAML is a key that says for whom something is, or is meant to be one. */
export function hasMarkedLine(yaml: string): boolean {
  return yaml.split('\n').some((line) => isMarkKey(LINE.exec(line)?.[1] ?? ''));
}

/**
 * Whether a text says near its beginning for whom it is, in a form that is not read: TOML, a comment before the front matter. A
 * line counts only with an audience that there is, since a text may speak of its audience.
 */
export function hasStrayMark(text: string): boolean {
  return text
    .split('\n', HEAD_LINES)
    .map((line) => LINE.exec(line))
    .some((match) => isMarkKey(match?.[1] ?? '') && AUDIENCES.some((one) => one === match?.[2]?.toLowerCase()));
}

/** Whether a JSON text gives an object two audiences, of which a parser keeps one. */
export function hasDoubleMark(text: string, root: Json): boolean {
  return [...text.matchAll(KEY_IN_JSON)].length > countMarks(root);
}

/** Whether a key that is nearly `audience` has an audience for its value, or `audience` itself has none. */
export function hasMisspeltMark(value: Json): boolean {
  if (isScalar(value)) return false;
  if (isList(value)) return value.some(hasMisspeltMark);
  return Object.entries(value).some(
    ([key, field]) =>
      (key.toLowerCase() === 'audience' && (field === null || field === '')) ||
      (AUDIENCES.some((one) => one === field) && !KEYS.includes(key.toLowerCase()) && isMarkKey(key)) ||
      hasMisspeltMark(field),
  );
}

function countMarks(value: Json): number {
  if (isScalar(value)) return 0;
  if (isList(value)) return value.reduce((count: number, item) => count + countMarks(item), 0);
  return Object.entries(value).reduce(
    (count, [key, field]) => count + (KEYS.includes(key.toLowerCase()) ? 1 : 0) + countMarks(field),
    0,
  );
}

function isMarkKey(key: string): boolean {
  const folded = key.toLowerCase();
  return folded.length >= MIN_KEY_CHARS && KEYS.some((known) => editDistance(folded, known) <= MAX_SLIPS);
}
