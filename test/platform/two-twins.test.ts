import { expect, test, vi } from 'vitest';
import { createBench, PATIENT, ROOMY, waitForAnswer } from '../fakes/discord/discord-bench.ts';
import { createSlackBench } from '../fakes/slack/slack-bench.ts';
import type { DiscordBench } from '../fakes/discord/discord-bench.ts';
import type { SlackBench } from '../fakes/slack/slack-bench.ts';

const QUESTION = 'Where do you work?';
const CHANNEL = 'C0GENERAL';

test('two twins in one Discord channel that hear each other, with pings, answer people only', async () => {
  await using first = await createBench({ fake: ROOMY });
  await using second = await createBench({ fake: ROOMY });
  const hear = [listen(first, second), listen(second, first)];

  first.fake.mention({ user: first.fake.person(), text: QUESTION });
  await waitForAnswer(first.fake);
  const heard = hear.map((relay) => relay());
  second.fake.mention({ user: second.fake.person(), text: QUESTION });
  await waitForAnswer(second.fake);
  heard.push(...hear.map((relay) => relay()));
  // Events of one line are read in their order: an answer to a person is behind whatever was heard before.
  for (const { fake } of [first, second]) fake.dm({ user: fake.person('last'), text: QUESTION });
  await Promise.all([first, second].map(isQuiet));

  expect(heard).toEqual([1, 0, 0, 1]);
  for (const { fake, twin } of [first, second]) {
    expect(fake.transcript.standing({ channelId: fake.home.id })).toHaveLength(1);
    expect(twin.logger.of('answer.completed')).toHaveLength(2);
  }
});

test('two twins in one Slack thread that mention each other answer people only', async () => {
  await using first = await createSlackBench();
  await using second = await createSlackBench();
  const asked = [await first.fake.mention({ text: QUESTION }), await second.fake.mention({ text: QUESTION })];
  await Promise.all([first.idle(), second.idle()]);

  const said = await Promise.all([
    relayInSlack(first, second, asked[1]?.ts),
    relayInSlack(second, first, asked[0]?.ts),
  ]);
  await Promise.all([first.idle(), second.idle()]);

  expect(said).toEqual([1, 1]);
  for (const { fake, test: twin } of [first, second]) {
    expect(fake.botMessages(CHANNEL)).toHaveLength(1);
    expect(twin.generator.prompts).toHaveLength(1);
  }
});

/** Says in one twin's channel, as another bot that pings it, whatever the other one has said since the last call; gives how much. */
function listen(teller: DiscordBench, hearer: DiscordBench): () => number {
  const bot = hearer.fake.otherBot('other twin');
  const heard = new Set<string>();
  return () => {
    const said = teller.fake.transcript.standing({ channelId: teller.fake.home.id }).filter(({ id }) => !heard.has(id));
    for (const { id, text } of said) {
      heard.add(id);
      hearer.fake.mention({ user: bot, text: `${text} ${QUESTION}` });
    }
    return said.length;
  };
}

async function isQuiet({ fake, twin }: DiscordBench): Promise<void> {
  const isAnswered = (): boolean => twin.logger.of('answer.completed').length >= 2;
  await vi.waitUntil(() => isAnswered() && twin.core.tasks.size === 0, PATIENT);
  expect(fake.problems).toEqual([]);
}

async function relayInSlack(teller: SlackBench, hearer: SlackBench, threadTs = ''): Promise<number> {
  const said = teller.fake.botMessages(CHANNEL);
  const fields = { bot_id: 'B0OTHER', app_id: 'A0OTHER', user: 'U0OTHERBOT' };
  for (const _one of said) await hearer.fake.mention({ text: QUESTION, threadTs, fields });
  return said.length;
}
