import { expect, test } from 'vitest';
import { brokenLoopbackBars } from '../../scripts/delivery/loopback/loopback-report.ts';
import { FAULTED } from '../../scripts/delivery/loopback/loopback-scenarios.ts';
import { runFaults } from '../../scripts/delivery/loopback/run-loopback.ts';

const HARD = [
  'webhook.create of a slash, reset after',
  'channel.create of a mention, reset after',
  'chat.startStream of a dm, reset after',
  'chat.postMessage of a dm, reset after',
];
const BLIND = ['chat.startStream of a mention, reset after', 'chat.postMessage of a mention, reset after'];

test('a message that was taken although nobody heard of it shows nothing twice, or says that it may', async () => {
  const scenarios = FAULTED.filter(({ name }) => [...HARD, ...BLIND].includes(name));

  const results = await runFaults(scenarios);

  expect(results).toHaveLength(HARD.length + BLIND.length);
  expect(brokenLoopbackBars(results)).toEqual([]);
  const repeated = results.filter(({ repeatedCount }) => repeatedCount > 0);
  expect(repeated.map(({ scenario }) => scenario.name)).toEqual(BLIND);
});

test('what is lost, taken back or never ended breaks a bar', async () => {
  const [result, ...others] = await runFaults(FAULTED.slice(0, 1));
  if (result === undefined) throw new Error('There is no scenario.');

  const broken = brokenLoopbackBars([
    { ...result, lostCount: 3, regressionCount: 1, unfinishedCount: 1, limitedCount: 2 },
  ]);

  expect(others).toEqual([]);
  expect(broken.map((what) => what.replace(/^.*: /, '').trim())).toEqual([
    '2 calls met a limit',
    '3 characters lost or changed',
    'text went backwards 1 times',
    '1 answers never ended',
  ]);
});
