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

/** Whether nothing is said: null, empty text, an empty list or an object of such. */
export function isBlank(value: Json): boolean {
  if (isList(value)) return value.every(isBlank);
  if (isObject(value)) return Object.values(value).every(isBlank);
  return value === null || (typeof value === 'string' && value.trim() === '');
}

/** Folds the ways to write a key: `start_date`, `startDate` and `Start date` are the same. */
export function foldKey(key: string): string {
  return key.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

/** The first of these keys (folded) that an object says something under. */
export function pick(object: JsonObject, foldedKeys: readonly string[]): string | undefined {
  const keys = new Map(Object.keys(object).map((key) => [foldKey(key), key]));
  for (const folded of foldedKeys) {
    const key = keys.get(folded);
    if (key !== undefined && !isBlank(object[key] ?? null)) return key;
  }
  return undefined;
}
