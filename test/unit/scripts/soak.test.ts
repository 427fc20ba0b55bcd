import { expect, test } from 'vitest';
import { slopeOf } from '../../../scripts/soak/slope.ts';

test('the slope is how much a value grows per conversation, whatever swings about it', () => {
  const samples = [1, 2, 3, 4].map((at) => ({
    conversations: at * 100,
    value: 50 + at * 2 + (at % 2 === 0 ? 0.5 : -0.5),
  }));

  expect(slopeOf(samples)).toBeCloseTo(0.022, 3);
});

test.each([[[]], [[{ conversations: 5, value: 7 }]]])('fewer than two samples grow by nothing', (samples) => {
  expect(slopeOf(samples)).toBe(0);
});
