import { expect, test } from 'vitest';
import { createDeliveryWatch } from '../../../../src/core/delivery/delivery-watch.ts';

test('staleness is how long each character waited, on average', () => {
  const watch = createDeliveryWatch();

  watch.wrote(1, 100);
  watch.wrote(3, 300);
  watch.showed(200, 400);
  watch.limited();
  watch.showed(300, 500);

  expect(watch.summarize(true)).toEqual({
    firstTextMs: 300,
    stalenessMs: (300 + 3 * 200) / 4,
    requestCount: 2,
    limitedCount: 1,
    isShown: true,
  });
});

test('what was never shown has no first text', () => {
  const watch = createDeliveryWatch();

  watch.wrote(5, 100);

  expect(watch.summarize(false)).toMatchObject({ firstTextMs: undefined, stalenessMs: 0, isShown: false });
});
