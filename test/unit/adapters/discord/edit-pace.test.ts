import { expect, test } from 'vitest';
import { createEditPace } from '../../../../src/adapters/discord/reply/edit-pace.ts';
import { createFakeClock } from '../../../fakes/clock.ts';

test('spreads what is left of the bucket over the time until it is full again', () => {
  const pace = createEditPace(createFakeClock());

  pace.note({ remaining: 2, resetAfterMs: 3000 });

  expect(pace.limits.minIntervalMs).toBe(1500);
});

test('never needs more than the bucket has, and keeps one request for the end', async () => {
  const clock = createFakeClock();
  const pace = createEditPace(clock);
  let remaining = 5;

  for (let resetAfterMs = 5000; resetAfterMs > 0;) {
    remaining -= 1;
    pace.note({ remaining, resetAfterMs });
    const waitMs = pace.limits.minIntervalMs;
    await clock.advance(waitMs);
    resetAfterMs -= waitMs;
  }

  expect(remaining).toBeGreaterThanOrEqual(1);
});

test('waits for the bucket when nothing is left', () => {
  const pace = createEditPace(createFakeClock());

  pace.note({ remaining: 0, resetAfterMs: 2500 });

  expect(pace.limits.minIntervalMs).toBe(2500);
});

test('goes no faster than anybody reads, however large the bucket is', () => {
  const pace = createEditPace(createFakeClock());

  pace.note({ remaining: 500, resetAfterMs: 1000 });

  expect(pace.limits.minIntervalMs).toBe(400);
});

test('keeps a calm pace where Discord says nothing', () => {
  const pace = createEditPace(createFakeClock());

  pace.note(undefined);

  expect(pace.limits.minIntervalMs).toBe(1100);
});
