import { EventEmitter, once } from 'node:events';
import { expect, test } from 'vitest';
import type { Generator } from '../../src/core/ports.ts';
import { createBench, ROOMY, waitForAnswers } from '../fakes/discord/discord-bench.ts';
import { createSlackBench } from '../fakes/slack/slack-bench.ts';
import { lastText } from '../fakes/slack/workspace.ts';

const CHANNEL = 'C0GENERAL';
const PATIENCE = { timeout: 90_000, interval: 20 };

test('an answer that is written in Slack while its person is forgotten is not remembered', async () => {
  const gate = new EventEmitter();
  await using bench = await createSlackBench({ model: createGatedModel(gate) });
  const { fake, test: twin } = bench;
  await fake.mention({ text: 'Where does Maya work?' });
  await bench.until(() => fake.shownIn(CHANNEL).includes('Acme'));

  await fake.slash('/twin', { text: 'forget' });
  await bench.until(() => fake.workspace.privateMessages.length === 1);
  gate.emit('go');
  await bench.idle();

  expect(fake.shownIn(CHANNEL)).toContain('Acme Robotics');
  await fake.slash('/twin', { text: 'forget' });
  await bench.until(() => fake.workspace.privateMessages.length === 2);
  expect(lastText(fake.workspace.privateMessages[1] ?? { frames: [] })).toBe('I keep nothing about you.');
  expect(twin.logger.of('answer.completed')).toHaveLength(1);
});

test('an answer that is written on Discord while its person is forgotten is not remembered', async () => {
  const gate = new EventEmitter();
  await using bench = await createBench({ fake: ROOMY, core: { model: createGatedModel(gate) } });
  const { fake, twin } = bench;
  const user = fake.person();
  fake.slash({ user, command: 'asktwin', options: { question: 'Where does Maya work?' } });
  await expect.poll(() => fake.transcript.messages()[0]?.text, PATIENCE).toContain('Acme');

  fake.slash({ user, command: 'twin', subcommand: 'forget' });
  await expect.poll(() => fake.transcript.standing({ onlyFor: user.id }).length, PATIENCE).toBe(1);
  gate.emit('go');
  await waitForAnswers(fake, 1);
  await expect.poll(() => twin.core.tasks.size, PATIENCE).toBe(0);

  fake.slash({ user, command: 'twin', subcommand: 'forget' });
  await expect.poll(() => fake.transcript.standing({ onlyFor: user.id }).at(-1)?.text, PATIENCE).toMatch(/nothing/);
  expect(twin.logger.of('answer.completed')).toHaveLength(1);
});

/** Writes its first words, and the rest when the gate opens. */
function createGatedModel(gate: EventEmitter): Generator {
  return {
    name: 'gated',
    async *generate(_prompt, { signal }) {
      yield { type: 'delta', text: 'Maya works at Acme ' };
      await once(gate, 'go', { signal });
      yield { type: 'delta', text: 'Robotics [1].' };
      yield { type: 'end', model: 'gated', usage: { promptTokens: 1, completionTokens: 1 }, retryCount: 0 };
    },
  };
}
