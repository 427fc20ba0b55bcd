import { describe, expect, test } from 'vitest';
import { createBreaker } from '../../../src/support/breaker.ts';
import type { Breaker } from '../../../src/support/breaker.ts';

describe('a breaker', () => {
  test('refuses calls after so many failures in a row, until the pause is over', () => {
    const { breaker, pass } = createWorld();

    failTimes(breaker, 3);

    expect(breaker.isOpen).toBe(true);
    expect(breaker.enter()).toBeUndefined();
    pass(5000);
    expect(breaker.isOpen).toBe(false);
  });

  test('begins to count anew after a success', () => {
    const { breaker } = createWorld();

    failTimes(breaker, 2);
    breaker.enter()?.succeeded();
    failTimes(breaker, 2);

    expect(breaker.isOpen).toBe(false);
  });

  test('lets one call through after the pause, and the others wait for what comes of it', () => {
    const { breaker, pass } = createWorld();
    failTimes(breaker, 3);
    pass(5000);

    const trial = breaker.enter();

    expect(trial).toBeDefined();
    expect(breaker.enter()).toBeUndefined();
    trial?.succeeded();
    expect(breaker.enter()).toBeDefined();
  });

  test('pauses again when the call that was let through fails', () => {
    const { breaker, pass } = createWorld();
    failTimes(breaker, 3);
    pass(5000);

    breaker.enter()?.failed();

    expect(breaker.isOpen).toBe(true);
    pass(5000);
    expect(breaker.enter()).toBeDefined();
  });

  test('lets the next call through when the one before was given up', () => {
    const { breaker, pass } = createWorld();
    failTimes(breaker, 3);
    pass(5000);

    breaker.enter()?.gaveUp();

    expect(breaker.enter()).toBeDefined();
  });

  test('counts what a call reports once', () => {
    const { breaker } = createWorld();
    const call = breaker.enter();

    call?.failed();
    call?.failed();
    call?.failed();

    expect(breaker.isOpen).toBe(false);
  });
});

function createWorld(): { readonly breaker: Breaker; readonly pass: (ms: number) => void } {
  let now = 1_000_000;
  return {
    breaker: createBreaker({ now: () => now, maxFailures: 3, pauseMs: 5000 }),
    pass: (ms) => void (now += ms),
  };
}

function failTimes(breaker: Breaker, times: number): void {
  for (let count = 0; count < times; count += 1) breaker.enter()?.failed();
}
