import { expect, test } from 'vitest';
import { brokenBars } from '../../../scripts/delivery/bars.ts';
import { FAULTY } from '../../../scripts/delivery/faulty.ts';
import { oracleMeanMs } from '../../../scripts/delivery/oracle.ts';
import { asktwin } from '../../../scripts/delivery/our-delivery.ts';
import { llmcord } from '../../../scripts/delivery/rivals-discord.ts';
import { runScenario } from '../../../scripts/delivery/run-scenario.ts';
import { SHARED, SINGLE } from '../../../scripts/delivery/scenarios.ts';
import { summarize } from '../../../scripts/delivery/summary.ts';

const SEEDS = { first: 1, count: 3 };

test('what is written is shown whole, in order and without meeting a limit, in every bucket', async () => {
  const scenarios = SINGLE.filter(({ roundTripMs, isLong }) => roundTripMs === 150 && isLong !== true);

  for (const scenario of scenarios) {
    const ours = await summarize(scenario, asktwin, SEEDS);

    expect(ours).toMatchObject({ limitedCount: 0, lostCount: 0, regressionCount: 0 });
    expect(ours.firstP95Ms).toBeLessThan(400);
  }
});

test('several answers share a bucket without meeting its limit, and end long before those of a fixed pace', async () => {
  for (const scenario of SHARED.filter(({ name }) => name.includes('Discord'))) {
    const [ours, rival] = [await summarize(scenario, asktwin, SEEDS), await summarize(scenario, llmcord, SEEDS)];

    expect(ours).toMatchObject({ limitedCount: 0, lostCount: 0, regressionCount: 0 });
    expect(ours.completeMeanMs).toBeLessThan(rival.completeMeanMs);
  }
});

test('40 answers a minute on Slack are all whole, and none is overtaken', async () => {
  const flood = SHARED.filter(({ group }) => group === 'flood');

  for (const scenario of flood)
    expect(brokenBars(scenario, await summarize(scenario, asktwin, { first: 1, count: 1 }), [])).toEqual([]);
});

test.each(FAULTY)('nothing is lost when $name', async (scenario) => {
  const { answers } = await runScenario(scenario, asktwin, 1);

  expect(answers.map(({ lostCount, regressionCount }) => [lostCount, regressionCount])).toEqual([
    [0, 0],
    [0, 0],
  ]);
});

test('the oracle spaces its requests evenly when nothing but their number is in the way', () => {
  const written = Array.from({ length: 1001 }, (_none, at) => ({ at, charCount: 1 }));
  const limit = { maxCount: 5, windowMs: 60_000, kind: 'fixed' } as const;

  expect(oracleMeanMs(written, { roundTripMs: 10, limit, messageChars: Infinity })).toBeCloseTo(100 + 10, -1);
});

test('the oracle needs a call of its own for each message', () => {
  const written = Array.from({ length: 1001 }, (_none, at) => ({ at, charCount: 1 }));
  const bounds = { roundTripMs: 10, limit: { maxCount: 3, windowMs: 60_000, kind: 'fixed' } as const };

  // Two calls end the first two thirds and begin the last one: what is written in between waits.
  expect(oracleMeanMs(written, { ...bounds, messageChars: 334 })).toBeCloseTo(167 + 10, -1);
  expect(oracleMeanMs(written, { ...bounds, messageChars: 500.5 })).toBeGreaterThan(
    oracleMeanMs(written, { ...bounds, messageChars: Infinity }),
  );
});
