import { expect, test } from 'vitest';
import { runKillTrials } from '../fakes/kill/kill-trials.ts';

/** Three are enough to see that it works; hundreds, and how long they take, are for `npm run trials:kill`. */
test('a program that is killed while it answers leaves nobody waiting, and answers nobody twice', async () => {
  const { trials, leftInJournal } = await runKillTrials({ trials: 3, seed: 7, terminalWithinMs: 60_000 });

  const verdicts = trials.flatMap((trial) => trial.verdicts);
  expect(verdicts.filter(({ verdict }) => !['answered', 'noted', 'unclaimed'].includes(verdict))).toEqual([]);
  expect(verdicts.filter(({ verdict }) => verdict !== 'unclaimed').length).toBeGreaterThan(0);
  expect(trials.map(({ terminalAfterMs }) => terminalAfterMs)).not.toContain(undefined);
  expect(leftInJournal).toBe(0);
});
