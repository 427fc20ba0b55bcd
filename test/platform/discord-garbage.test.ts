import { expect, onTestFinished, test, vi } from 'vitest';
import { createBench, PATIENT, waitForAnswer } from '../fakes/discord/discord-bench.ts';

test.each<[string, string | Buffer]>([
  ['broken JSON', '{"op":'],
  ['null', 'null'],
  ['a number', '7'],
  ['an empty frame', ''],
  ['a binary frame', Buffer.from([1, 2, 3])],
  ['an unknown operation', JSON.stringify({ op: 99, d: null })],
  ['an operation without a number', JSON.stringify({ d: {} })],
  ['an unknown event', JSON.stringify({ op: 0, t: 'SURPRISE_CREATE', s: 50, d: {} })],
  ['a message without anything in it', JSON.stringify({ op: 0, t: 'MESSAGE_CREATE', s: 50, d: {} })],
  ['an interaction without anything in it', JSON.stringify({ op: 0, t: 'INTERACTION_CREATE', s: 50, d: {} })],
  ['an interaction of an unknown kind', JSON.stringify({ op: 0, t: 'INTERACTION_CREATE', s: 50, d: { type: 42 } })],
  ['an event that is null', JSON.stringify({ op: 0, t: 'INTERACTION_CREATE', s: 50, d: null })],
])('%s on the Gateway does no harm', async (_, frame) => {
  const uncaught = watchUncaught();
  await using bench = await createBench();
  const { fake } = bench;

  fake.gateway.sendRaw(frame);
  const { channelId } = fake.dm({ user: fake.person(), text: 'Where do you work?' });
  await waitForAnswer(fake, { channelId });

  await vi.waitUntil(() => bench.adapter.state().isReady, PATIENT);
  expect(uncaught).toEqual([]);
});

/** What would have ended the process. */
function watchUncaught(): readonly unknown[] {
  const uncaught: unknown[] = [];
  const others = {
    uncaughtException: process.listeners('uncaughtException'),
    unhandledRejection: process.listeners('unhandledRejection'),
  };
  const note = (error: unknown): void => void uncaught.push(error);
  process.removeAllListeners('uncaughtException').removeAllListeners('unhandledRejection');
  process.on('uncaughtException', note).on('unhandledRejection', note);
  onTestFinished(() => {
    process.off('uncaughtException', note).off('unhandledRejection', note);
    for (const listener of others.uncaughtException) process.on('uncaughtException', listener);
    for (const listener of others.unhandledRejection) process.on('unhandledRejection', listener);
  });
  return uncaught;
}
