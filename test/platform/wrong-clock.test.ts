import { expect, test } from 'vitest';
import { createBench, createShiftedClock, ROOMY, waitForAnswers } from '../fakes/discord/discord-bench.ts';
import { createSlackBench } from '../fakes/slack/slack-bench.ts';

const TEN_MINUTES_MS = 10 * 60_000;
const QUESTION = 'Where does Maya work?';
const WRONG = [
  ['late', -TEN_MINUTES_MS],
  ['early', TEN_MINUTES_MS],
] as const;

test.each(WRONG)(
  'a machine whose clock is ten minutes %s answers on Discord like any other',
  async (_how, offsetMs) => {
    const clock = createShiftedClock();
    clock.putForward(offsetMs);
    await using bench = await createBench({ fake: ROOMY, core: { clock } });
    const { fake, twin } = bench;

    fake.slash({ user: fake.person(), command: 'asktwin', options: { question: QUESTION } });
    fake.mention({ user: fake.person(), text: QUESTION });
    fake.dm({ user: fake.person(), text: QUESTION });
    const standing = await waitForAnswers(fake, 3);

    expect(standing.map(({ text }) => text.includes('Scripted answer'))).toEqual([true, true, true]);
    expect(twin.logger.lines.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([]);
  },
);

test.each(WRONG)('a machine whose clock is ten minutes %s answers in Slack like any other', async (_how, offsetMs) => {
  const clock = createShiftedClock();
  clock.putForward(offsetMs);
  await using bench = await createSlackBench({ clock });
  const { fake, test: twin } = bench;

  await fake.mention({ text: QUESTION });
  const { ts } = await fake.dm({ text: QUESTION });
  await bench.idle();

  expect(fake.shownIn('C0GENERAL')).toContain('Scripted answer');
  expect(fake.shownIn('D0MAYA', ts)).toContain('Scripted answer');
  expect(twin.logger.lines.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([]);
});
