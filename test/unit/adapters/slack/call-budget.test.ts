import { expect, test } from 'vitest';
import { createCallBudget } from '../../../../src/adapters/slack/call-budget.ts';
import { createFakeClock } from '../../../fakes/clock.ts';

test('a minute has fewer stream starts than Slack allows', async () => {
  const clock = createFakeClock();
  const budget = createCallBudget({ clock });

  const first = Array.from({ length: 30 }, () => budget.takeStart()).filter(Boolean).length;
  await clock.advance(60_001);
  const isOpenAgain = budget.takeStart();

  expect(first).toBeGreaterThan(10);
  expect(first).toBeLessThan(20);
  expect(isOpenAgain).toBe(true);
});

test('no stream is started while Slack asked to wait', async () => {
  const clock = createFakeClock();
  const budget = createCallBudget({ clock });

  budget.pauseStarts(5_000);
  const during = budget.takeStart();
  await clock.advance(5_000);

  expect([during, budget.takeStart()]).toEqual([false, true]);
});

test.each([
  ['stream', 100],
  ['edit', 50],
] as const)('however many replies run, %s calls stay under %d a minute', (mode, tier) => {
  const budget = createCallBudget({ clock: createFakeClock() });

  for (let count = 1; count <= 60; count += 1) {
    budget.enter();
    expect((count * 60_000) / budget.intervalMs(mode)).toBeLessThan(count === 1 ? 100 : tier);
  }
});

test('a reply that is over gives its share back once', () => {
  const budget = createCallBudget({ clock: createFakeClock() });
  const leave = budget.enter();
  budget.enter();
  budget.enter();
  const before = budget.intervalMs('edit');

  leave();
  leave();

  expect(budget.intervalMs('edit')).toBeCloseTo((before * 2) / 3);
});
