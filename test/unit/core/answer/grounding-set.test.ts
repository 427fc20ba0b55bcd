import { describe, expect, test } from 'vitest';
import { readGroundingSet, scoreGrounding, SETS } from '../../../fakes/grounding-set.ts';

const SCORE = await scoreGrounding(SETS.flatMap(readGroundingSet));

describe('the check of finished answers, on hand-written ones', () => {
  test('flags at most 2 % of at least 200 right ones', () => {
    const { count, flagged } = SCORE.right;

    expect(count).toBeGreaterThanOrEqual(200);
    expect(flagged / count).toBeLessThanOrEqual(0.02);
  });

  test.each(['number', 'date', 'name', 'employer', 'title'] as const)(
    'catches at least 95 %% of 40 and more with a swapped %s',
    (kind) => {
      const { count, caught } = SCORE.wrong.get(kind) ?? { count: 0, caught: 0 };

      expect(count).toBeGreaterThanOrEqual(40);
      expect(caught / count).toBeGreaterThanOrEqual(0.95);
    },
  );

  test('catches at least 98 % of all wrong ones', () => {
    const all = [...SCORE.wrong.values()];
    const count = all.reduce((sum, of) => sum + of.count, 0);
    const caught = all.reduce((sum, of) => sum + of.caught, 0);

    expect(caught / count).toBeGreaterThanOrEqual(0.98);
  });
});
