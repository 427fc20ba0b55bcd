import type { Json } from '../state-store.ts';
import { isList, isObject } from './json-shape.ts';

const LONGEST_WORD_CHARS = 30;

/**
 * Whether a value is sure to measure more than `maxSize` in words. Stops as soon as it knows, so that large values are
 * not put into words at every level of their nesting just to be measured.
 */
export function isSurelyLarger(value: Json, maxSize: number): boolean {
  return remaining(value, maxSize) < 0;
}

function remaining(value: Json, left: number): number {
  if (typeof value === 'string' && value.trim() === '') return left;
  if (typeof value === 'string') return left - Math.max(1, Math.floor(value.length / LONGEST_WORD_CHARS));
  if (!isList(value) && !isObject(value)) return value === null ? left : left - 1;
  let rest = left;
  for (const item of Object.values(value)) {
    if (rest < 0) return rest;
    rest = remaining(item, rest);
  }
  return rest;
}
