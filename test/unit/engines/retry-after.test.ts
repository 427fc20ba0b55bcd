import { expect, test } from 'vitest';

import { toRetryAfterMs } from '../../../src/engines/llm/retry-after.ts';

const now = Date.UTC(2026, 0, 1);

test.each([
  ['retry-after-ms', { 'retry-after-ms': '1500', 'retry-after': '9' }, '', 1500],
  ['seconds', { 'retry-after': '2.5' }, '', 2500],
  ['a date', { 'retry-after': new Date(now + 4000).toUTCString() }, '', 4000],
  ['a date that has passed', { 'retry-after': new Date(now - 4000).toUTCString() }, '', 0],
  ['seconds in words', {}, 'Please try again in 5.289s. Need more?', 5289],
  ['minutes in words', {}, 'Please try again in 1m30s.', 90_000],
  ['milliseconds in words', {}, 'Please try again in 350ms.', 350],
  ['hours in words', {}, 'Please try again in 2h0m3s', 7_203_000],
  ['whole minutes in words', {}, 'Please try again in 7m', 420_000],
  ['nothing', {}, 'Rate limit reached.', undefined],
  ['nonsense', { 'retry-after': 'soon' }, 'try again in a while', undefined],
])('reads %s', (_name, headers, message, expected) => {
  expect(toRetryAfterMs(new Headers(headers), message, now)).toBe(expected);
});
