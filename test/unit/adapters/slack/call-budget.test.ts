import { expect, test } from 'vitest';
import { createCallBudget, type CallBudget } from '../../../../src/adapters/slack/call-budget.ts';
import { createMemoryCallWindows } from '../../../../src/engines/limits/memory-call-windows.ts';
import { createFakeClock } from '../../../fakes/clock.ts';

test('a minute has as many streams as Slack allows', async () => {
  const { clock, budget } = start();

  const first = await openStreams(budget, 30);
  await clock.advance(62_000);
  const second = await openStreams(budget, 30);

  expect(first).toBe(20);
  expect(second).toBe(20);
});

test('no stream is started while its stop would not be free', async () => {
  const { clock, budget } = start();
  const running = await Promise.all(Array.from({ length: 20 }, () => budget.takeStream()));
  for (const stream of running) await stream?.started();
  await clock.advance(62_000);

  const whileTheyRun = await budget.takeStream();
  await running[0]?.stopped();
  await clock.advance(62_000);
  const afterOneStopped = await budget.takeStream();

  expect([whileTheyRun, afterOneStopped]).toEqual([undefined, expect.anything()]);
});

test('a stream that was not opened gives both of its calls back', async () => {
  const { budget } = start();
  const taken = await Promise.all(Array.from({ length: 20 }, () => budget.takeStream()));
  const before = await budget.takeStream();

  await taken[0]?.release();

  expect([before, await budget.takeStream()]).toEqual([undefined, expect.anything()]);
});

test('no stream is started while Slack asked to wait', async () => {
  const { clock, budget } = start();

  await budget.pauseStarts(5_000);
  const during = await budget.takeStream();
  await clock.advance(5_000);

  expect([during, await budget.takeStream()]).toEqual([undefined, expect.anything()]);
});

test('posts are counted in each channel, edits and continued streams in the whole workspace', () => {
  const { budget } = start();

  const isShared = (['chat.postMessage', 'chat.update', 'chat.appendStream'] as const).map(
    (method) => budget.bucketOf(method, 'C1').key === budget.bucketOf(method, 'C2').key,
  );

  expect(isShared).toEqual([false, true, true]);
});

function start() {
  const clock = createFakeClock();
  return { clock, budget: createCallBudget({ windows: createMemoryCallWindows({ clock }) }) };
}

/** Opens and ends as many streams as there are. */
async function openStreams(budget: CallBudget, tries: number): Promise<number> {
  let count = 0;
  for (let at = 0; at < tries; at += 1) {
    const stream = await budget.takeStream();
    if (stream === undefined) continue;
    count += 1;
    await stream.started();
    await stream.stopped();
  }
  return count;
}
