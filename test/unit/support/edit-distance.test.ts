import { expect, test } from 'vitest';
import { editDistance } from '../../../src/support/edit-distance.ts';

test.each([
  ['token', 'token', 0],
  ['token', 'tokens', 1],
  ['token', 'oken', 1],
  ['token', 'taken', 1],
  ['token', 'tokne', 1],
  ['tokens', 'otkesn', 2],
  ['kitten', 'sitting', 3],
  ['', 'token', 5],
  ['token', '', 5],
  ['', '', 0],
])('%j and %j are %i edits apart', (a, b, expected) => {
  expect(editDistance(a, b)).toBe(expected);
});
