import { expect, test } from 'vitest';
import { runKillTrials } from '../fakes/kill/kill-trials.ts';

test('a program that is killed while it answers leaves nobody waiting, and answers nobody twice', async () => {
  const { trials, leftInJournal } = await runKillTrials({ trials: 5, seed: 7 });

  const verdicts = trials.flatMap((trial) => trial.verdicts);
  expect(verdicts.filter(({ verdict }) => !['answered', 'noted', 'unclaimed'].includes(verdict))).toEqual([]);
  expect(verdicts.filter(({ verdict }) => verdict !== 'unclaimed').length).toBeGreaterThan(0);
  expect(trials.map(({ terminalAfterMs }) => terminalAfterMs)).not.toContain(undefined);
  expect(leftInJournal).toBe(0);
}, 120_000);
