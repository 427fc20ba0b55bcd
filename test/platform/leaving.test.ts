import { expect, test, vi } from 'vitest';
import { createBench, PATIENT, ROOMY, waitForAnswer } from '../fakes/discord/discord-bench.ts';
import { createSlackBench } from '../fakes/slack/slack-bench.ts';
import type { SlackBench } from '../fakes/slack/slack-bench.ts';

const UNINSTALLED = [
  ['the app is uninstalled', { type: 'app_uninstalled' }],
  ['its token is revoked', { type: 'tokens_revoked', tokens: { bot: ['U0BOT'], oauth: [] } }],
] as const;

test.each(UNINSTALLED)('what was asked in a Slack workspace is deleted when %s', async (_when, event) => {
  await using bench = await createSlackBench();
  await askInSlack(bench);

  await bench.fake.event(event);
  await bench.idle();

  expect(bench.test.logger.of('tenant.forgotten')).toMatchObject([{ fields: { turns: 1, answers: 1 } }]);
  expect(JSON.stringify(bench.test.logger.of('tenant.forgotten'))).not.toContain('T0001');
});

test('a person who takes a token back is not the workspace', async () => {
  await using bench = await createSlackBench();
  await askInSlack(bench);

  await bench.fake.event({ type: 'tokens_revoked', tokens: { bot: [], oauth: ['U0MAYA'] } });
  await bench.idle();

  expect(bench.test.logger.of('tenant.forgotten')).toEqual([]);
});

test('what was asked in a Discord server is deleted when it removes the bot, and not when it is out of order', async () => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake, twin } = bench;
  fake.mention({ user: fake.person(), text: 'Where do you work, at Acme?' });
  await waitForAnswer(fake);
  await vi.waitUntil(() => twin.core.tasks.size === 0, PATIENT);

  fake.removeBot({ isOutage: true });
  fake.removeBot();
  await vi.waitUntil(() => twin.logger.of('tenant.forgotten').length > 0, PATIENT);

  expect(twin.logger.of('tenant.forgotten')).toMatchObject([{ fields: { turns: 1, answers: 1 } }]);
});

async function askInSlack(bench: SlackBench): Promise<void> {
  await bench.fake.mention({ text: 'Where do you work, at Acme?' });
  await bench.idle();
}
