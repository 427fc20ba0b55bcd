import { expect, test } from 'vitest';
import { createReconnectWaits } from '../../../../src/adapters/slack/reconnect-waits.ts';

const HOURS = 3_600_000;

test('a socket that Slack moves after hours is opened again at once, every time', () => {
  const waits = createReconnectWaits();

  expect([waits.afterCut(HOURS), waits.afterCut(HOURS), waits.afterCut(HOURS)]).toEqual([0, 0, 0]);
});

test('a socket that is cut again and again is opened ever more slowly, up to half a minute', () => {
  const waits = createReconnectWaits();

  const all = Array.from({ length: 10 }, () => waits.afterCut(100));

  expect(all.slice(0, 4)).toEqual([0, 1_000, 2_000, 4_000]);
  expect(all.at(-1)).toBe(30_000);
});

test('a token that is rejected is tried a few times an hour', () => {
  const waits = createReconnectWaits();

  expect(waits.afterFailure(true)).toBeGreaterThanOrEqual(300_000);
});
