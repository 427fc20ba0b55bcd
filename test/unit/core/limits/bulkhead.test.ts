import { describe, expect, test } from 'vitest';
import { RateLimitedError } from '../../../../src/core/errors.ts';
import { createBulkhead } from '../../../../src/core/limits/bulkhead.ts';
import { createFakeClock } from '../../../fakes/clock.ts';

const { signal } = new AbortController();

describe('a bulkhead', () => {
  test('lets so many begin at once, the next when one leaves, in the order in which they came', async () => {
    const { bulkhead, began, begin } = open({ maxRunning: 2, maxWaiting: 2 });
    const places = [1, 2, 3, 4].map(() => bulkhead.enter());
    places.forEach((place, at) => begin(place, at));
    await settle();
    const first = [...began];
    places[1]?.leave();
    await settle();

    expect(first).toEqual([0, 1]);
    expect(began).toEqual([0, 1, 2]);
  });

  test('turns away at once whoever finds no place, and says when to come back', () => {
    const { bulkhead } = open({ maxRunning: 1, maxWaiting: 1 });
    bulkhead.enter();
    bulkhead.enter();

    const refused = catchError(() => bulkhead.enter());

    expect(refused).toBeInstanceOf(RateLimitedError);
    expect(refused).toMatchObject({ scope: 'busy', retryAfterMs: 6000 });
  });

  test('learns from the answers that were written how long the next will take', async () => {
    const { bulkhead, clock } = open({ maxRunning: 1, maxWaiting: 0 });
    for (let count = 0; count < 60; count += 1) {
      const place = bulkhead.enter();
      await place.begin({ signal });
      await clock.advance(10_000);
      place.leave();
    }
    bulkhead.enter();

    const refused = catchError(() => bulkhead.enter());

    expect(refused).toMatchObject({ retryAfterMs: expect.closeTo(10_000, -3) });
  });

  test('a place is given up once, and then taken by another', () => {
    const { bulkhead } = open({ maxRunning: 1, maxWaiting: 0 });
    const place = bulkhead.enter();
    place.leave();
    place.leave();
    bulkhead.enter();

    expect(() => bulkhead.enter()).toThrow(RateLimitedError);
  });

  test('whoever gives up waiting is not begun', async () => {
    const { bulkhead, began, begin } = open({ maxRunning: 1, maxWaiting: 2 });
    const [running, waiting, next] = [bulkhead.enter(), bulkhead.enter(), bulkhead.enter()];
    const gone = new AbortController();
    const wait = waiting.begin({ signal: gone.signal });
    begin(next, 3);
    gone.abort(new Error('gone'));
    await expect(wait).rejects.toThrow('gone');
    waiting.leave();
    running.leave();
    await settle();

    expect(began).toEqual([3]);
  });

  test('a place whose answer was never read is lost after a minute', async () => {
    const { bulkhead, clock } = open({ maxRunning: 1, maxWaiting: 0 });
    bulkhead.enter();
    await clock.advance(60_001);

    expect(() => bulkhead.enter()).not.toThrow();
  });
});

function open(options: { readonly maxRunning: number; readonly maxWaiting: number }) {
  const clock = createFakeClock();
  const bulkhead = createBulkhead({ clock, ...options });
  const began: number[] = [];
  const begin = (place: ReturnType<typeof bulkhead.enter>, name: number): void =>
    void place.begin({ signal }).then(() => began.push(name));
  return { bulkhead, clock, began, begin };
}

async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

function catchError(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
