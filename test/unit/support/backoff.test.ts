import { describe, expect, test } from 'vitest';

import { createRetryBudget, toBackoffMs } from '../../../src/support/backoff.ts';

describe('toBackoffMs', () => {
  test('doubles with each retry up to its ceiling', () => {
    const waits = [0, 1, 2, 3].map((retry) => toBackoffMs(retry, { baseMs: 100, maxMs: 400, random: () => 1 }));

    expect(waits).toEqual([100, 200, 400, 400]);
  });

  test('spreads over the upper half', () => {
    expect(toBackoffMs(0, { baseMs: 100, maxMs: 400, random: () => 0 })).toBe(50);
  });
});

describe('a retry budget', () => {
  test('gives no more than it holds', () => {
    const budget = createRetryBudget({ maxRetries: 2 });

    expect([budget.take(), budget.take(), budget.take()]).toEqual([true, true, false]);
  });

  test('earns a retry by ten successes and never more than it can hold', () => {
    const budget = createRetryBudget({ maxRetries: 1 });
    budget.take();

    for (let i = 0; i < 50; i += 1) budget.earn();

    expect([budget.take(), budget.take()]).toEqual([true, false]);
  });
});
