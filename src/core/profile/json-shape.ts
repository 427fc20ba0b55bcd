import type { Json } from '../state-store.ts';

/** A JSON object. */
export type JsonObject = { readonly [key: string]: Json };

/** Whether this is a JSON object, not a list. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether this is a list. `Array.isArray` does not narrow a readonly array. */
export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** Whether this is text, a number, a truth value or null. */
export function isScalar(value: Json): value is string | number | boolean | null {
  return !isObject(value) && !isList(value);
}

/** Empty lists and objects in each other are asked about at every level; without this, each time down to the innermost. */
const KNOWN_BLANK = new WeakSet<object>();

/** Whether nothing is said: null, empty text, an empty list or an object of such. */
export function isBlank(value: Json): boolean {
  if (isScalar(value)) return value === null || (typeof value === 'string' && value.trim() === '');
  if (KNOWN_BLANK.has(value)) return true;
  const isEmpty = (isList(value) ? value : Object.values(value)).every(isBlank);
  if (isEmpty) KNOWN_BLANK.add(value);
  return isEmpty;
}

/** Folds the ways to write a key: `start_date`, `startDate` and `Start date` are the same. */
export function foldKey(key: string): string {
  const lower = key.toLowerCase();
  // Most keys are plain, and there are as many as a file has fields.
  if (/^[a-z0-9]*$/.test(lower)) return lower;
  return /^[ -~]*$/.test(lower) ? lower.replace(/[^a-z0-9]+/g, '') : lower.replace(/[^\p{L}\p{N}]+/gu, '');
}

const MANY_KEYS = 16;
const FOLDED_KEYS = new WeakMap<JsonObject, ReadonlyMap<string, string>>();

/** The first of these keys (folded) that an object has, whatever stands under it. */
export function findKey(object: JsonObject, foldedKeys: readonly string[]): string | undefined {
  const keys = toFoldedKeys(object);
  return foldedKeys.map((folded) => keys.get(folded)).find((key) => key !== undefined);
}

/** The first of these keys (folded) that an object says something under. */
export function pick(object: JsonObject, foldedKeys: readonly string[]): string | undefined {
  const keys = toFoldedKeys(object);
  for (const folded of foldedKeys) {
    const key = keys.get(folded);
    if (key !== undefined && !isBlank(object[key] ?? null)) return key;
  }
  return undefined;
}

/** The keys of an object by how they fold. Those of a large one are kept: it is asked for each of its many fields. */
function toFoldedKeys(object: JsonObject): ReadonlyMap<string, string> {
  const known = FOLDED_KEYS.get(object);
  if (known !== undefined) return known;
  const keys = new Map(Object.keys(object).map((key) => [foldKey(key), key]));
  if (keys.size > MANY_KEYS) FOLDED_KEYS.set(object, keys);
  return keys;
}
