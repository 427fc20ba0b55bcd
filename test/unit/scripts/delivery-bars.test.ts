import { expect, test } from 'vitest';
import { algorithmsFor } from '../../../scripts/delivery/algorithms.ts';
import { brokenBars, toVerdict } from '../../../scripts/delivery/bars.ts';
import { asktwin } from '../../../scripts/delivery/our-delivery.ts';
import { SHARED, SINGLE, SINGLE_SLACK } from '../../../scripts/delivery/scenarios.ts';
import { summarize } from '../../../scripts/delivery/summary.ts';
import type { BenchScenario } from '../../../scripts/delivery/scenarios.ts';
import type { Seeds, Summary } from '../../../scripts/delivery/summary.ts';

const MEASURED = 150;
const ALONE = [...SINGLE, ...SINGLE_SLACK].filter(
  ({ roundTripMs, isLong }) => roundTripMs === MEASURED && isLong !== true,
);
const MET: Summary = {
  algorithm: 'any',
  firstP95Ms: 100,
  meanMs: 100,
  p95Ms: 100,
  completeMeanMs: 100,
  completeP95Ms: 100,
  requests: 1,
  limitedCount: 0,
  lostCount: 0,
  regressionCount: 0,
  oracleMs: 100,
  overtakenCount: 0,
};

test('one answer alone meets every bar, in every bucket and at every speed', async () => {
  const broken = await Promise.all(ALONE.map((scenario) => brokenIn(scenario, { first: 1, count: 8 })));

  expect(ALONE).toHaveLength(16);
  expect(broken.flat()).toEqual([]);
});

test('several answers in one Discord channel meet every bar next to the rivals', async () => {
  const [three, six, ...others] = SHARED.filter(({ name }) => name.includes('Discord'));
  if (three === undefined || six === undefined) throw new Error('There are not two scenarios.');

  // Three answers in one channel are close to the bar: a few seeds do not tell.
  const broken = [await brokenIn(three, { first: 1, count: 40 }), await brokenIn(six, { first: 1, count: 8 })];

  expect(others).toEqual([]);
  expect(broken.flat()).toEqual([]);
});

test.each<[string, Partial<Summary>]>([
  ['2 calls met a limit', { limitedCount: 2 }],
  ['3 characters lost or changed', { lostCount: 3 }],
  ['text went backwards 1 times', { regressionCount: 1 }],
  ['first words after 400 ms', { firstP95Ms: 400 }],
  ['complete after 900 ms', { completeP95Ms: 900 }],
  ["staleness is 1.51 times the oracle's, more than 1.5", { meanMs: 151 }],
])('an answer alone breaks a bar: %s', (what, figures) => {
  const scenario = scenarioOf(ALONE, 'single');

  expect(brokenBars(scenario, MET, [])).toEqual([]);
  expect(brokenBars(scenario, { ...MET, ...figures }, [])).toEqual([`${scenario.name}: ${what}`]);
});

test('several at once break a bar where a rival is ahead, unless it loses text', () => {
  const scenario = scenarioOf(SHARED, 'shared');
  const rival = { ...MET, meanMs: 90, completeMeanMs: 90 };

  expect(brokenBars(scenario, MET, [rival])).toEqual([
    `${scenario.name}: staleness is worse than the best rival`,
    `${scenario.name}: staleness is not twice as good as the median rival`,
    `${scenario.name}: completion is worse than the best rival`,
  ]);
  expect(brokenBars(scenario, MET, [{ ...rival, lostCount: 1 }])).toEqual([]);
});

test('answers that are overtaken in a flood break a bar', () => {
  const scenario = scenarioOf(SHARED, 'flood');

  expect(brokenBars(scenario, { ...MET, overtakenCount: 4 }, [])).toEqual([
    `${scenario.name}: 4 answers were overtaken`,
  ]);
});

test('the bench ends with status 1 and names each bar that is broken, and else with 0', () => {
  expect(toVerdict([])).toEqual({ status: 0, text: '\nEvery bar is met.\n' });
  expect(toVerdict(['one: late', 'two: lost'])).toEqual({ status: 1, text: '\nBroken:\none: late\ntwo: lost\n' });
});

async function brokenIn(scenario: BenchScenario, seeds: Seeds): Promise<readonly string[]> {
  const rivals = scenario.group === 'single' ? [] : algorithmsFor(scenario.place).filter((one) => one !== asktwin);
  const ours = await summarize(scenario, asktwin, seeds);
  return brokenBars(scenario, ours, await Promise.all(rivals.map((rival) => summarize(scenario, rival, seeds))));
}

function scenarioOf(scenarios: readonly BenchScenario[], group: BenchScenario['group']): BenchScenario {
  const scenario = scenarios.find((one) => one.group === group);
  if (scenario === undefined) throw new Error(`There is no scenario of ${group}.`);
  return scenario;
}
