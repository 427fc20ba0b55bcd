import { expect, test, vi } from 'vitest';
import {
  createBench,
  PATIENT,
  ROOMY,
  waitForAnswer,
  waitForAnswers,
  waitForMessages,
} from '../fakes/discord/discord-bench.ts';

test.concurrent('answers a mention as a reply to it, and shows that it types meanwhile', async () => {
  await using bench = await createBench();
  const { fake, twin } = bench;
  twin.generator.script = { deltas: ['At Acme [1].'], firstMs: 900 };

  const question = fake.mention({ user: fake.person(), text: 'Where do you work?' });

  const [answer] = await waitForAnswer(fake, { channelId: fake.home.id });
  expect(answer?.replyTo).toBe(question.id);
  expect(answer?.text).toMatch(/^At Acme \[1\]\./);
  expect(twin.generator.prompts[0]?.messages.at(-1)?.content).toContain('Question: Where do you work?');
  expect(fake.world.typings).toEqual([fake.home.id]);
});

test.concurrent('answers a DM without a mention', async () => {
  await using bench = await createBench();
  const { fake } = bench;

  const question = fake.dm({ user: fake.person(), text: 'Where do you work?' });

  const [answer] = await waitForAnswer(fake, { channelId: question.channelId });
  expect(answer?.text).toContain('Scripted answer');
});

test.concurrent('follows up in a thread', async () => {
  await using bench = await createBench();
  const { fake, twin } = bench;
  const channel = fake.thread();
  const user = fake.person();
  fake.mention({ user, channel, text: 'Where do you work?' });
  await waitForAnswer(fake, { channelId: channel.id });

  fake.mention({ user, channel, text: 'And what do you do there?' });

  await waitForAnswers(fake, 2, { channelId: channel.id });
  expect(JSON.stringify(twin.generator.prompts[1]?.messages)).toContain('Where do you work?');
});

test.concurrent('follows up when somebody replies to an answer', async () => {
  await using bench = await createBench();
  const { fake, twin } = bench;
  const user = fake.person();
  fake.mention({ user, text: 'Where do you work?' });
  const [answer] = await waitForAnswer(fake);

  fake.reply({ user, to: answer?.id ?? '', text: 'And what do you do there?' });

  await waitForAnswers(fake, 2);
  expect(JSON.stringify(twin.generator.prompts[1]?.messages)).toContain('Where do you work?');
});

test.concurrent('keeps apart what two people ask in one channel', async () => {
  await using bench = await createBench();
  const { fake, twin } = bench;
  fake.mention({ user: fake.person(), text: 'Where do you work, marker-one?' });
  await waitForAnswer(fake);

  fake.mention({ user: fake.person('eve'), text: 'What are your skills?' });

  await waitForAnswers(fake, 2);
  expect(JSON.stringify(twin.generator.prompts[1]?.messages)).not.toContain('marker-one');
});

test.concurrent('answers a message once, however often it is delivered', async () => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake, twin } = bench;
  const question = fake.mention({ user: fake.person(), text: 'Where do you work?' });
  fake.redeliver(question);
  await waitForAnswer(fake);

  fake.redeliver(question);

  await answerOneMore(bench);
  expect(fake.transcript.messages()).toHaveLength(2);
  expect(twin.generator.prompts).toHaveLength(2);
});

test.concurrent('leaves alone what is not meant for it: bots, webhooks, itself, system messages, everyone, roles and other people', async () => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake, twin } = bench;
  const user = fake.person();
  const channel = fake.home;
  const { bot } = fake.world;
  fake.mention({ user: fake.otherBot(), text: 'Where do you work?' });
  fake.mention({ user, text: 'Where do you work?', isWebhook: true });
  fake.mention({ user: bot, text: 'Where do you work?' });
  fake.mention({ user, text: 'Where do you work?', type: 7 });
  fake.say({ user, channel, text: '@everyone Where do you work?', isEveryone: true });
  fake.say({ user, channel, text: '<@&123456789012345678> Where do you work?', roles: ['123456789012345678'] });
  fake.say({ user, channel, text: `<@${fake.person('bob').id}> Where do you work?` });
  fake.say({ user, channel, text: 'Where do you work?' });

  await answerOneMore(bench);

  expect(fake.transcript.messages()).toHaveLength(1);
  expect(twin.generator.prompts).toHaveLength(1);
});

test.concurrent('a mention without a question gets a short help', async () => {
  await using bench = await createBench();
  const { fake, twin } = bench;

  fake.mention({ user: fake.person(), text: '' });

  const [help] = await waitForMessages(fake, 1);
  expect(help?.text).toContain('I am the AI twin of Maya Test. Ask me a question');
  expect(help?.text).toContain('- Where do you work?');
  expect(twin.generator.prompts).toHaveLength(0);
});

test.concurrent('refuses a mention over the limit in a DM, once', async () => {
  await using bench = await createBench({ core: { maxQuestions: 0 }, fake: ROOMY });
  const { fake, twin } = bench;
  const user = fake.person();
  fake.mention({ user, text: 'Where do you work?' });
  const [refusal] = await waitForMessages(fake, 1);

  const again = fake.mention({ user, text: 'Where do you work?' });

  await vi.waitUntil(() => fake.world.reactions.length === 1, PATIENT);
  expect(fake.world.channels.get(refusal?.channelId ?? '')?.recipientId).toBe(user.id);
  expect(refusal?.text).toMatch(/come back in/);
  expect(fake.world.reactions).toEqual([`${again.id} ⏳`]);
  expect(fake.transcript.messages()).toHaveLength(1);
  expect(twin.generator.prompts).toHaveLength(0);
});

test.concurrent('reacts to a refused mention of somebody who takes no DMs', async () => {
  await using bench = await createBench({ core: { maxQuestions: 0 } });
  const { fake } = bench;
  const user = fake.person();
  fake.world.dmBlockers.add(user.id);

  const question = fake.mention({ user, text: 'Where do you work?' });

  await vi.waitUntil(() => fake.world.reactions.length === 1, PATIENT);
  expect(fake.world.reactions).toEqual([`${question.id} ⏳`]);
  expect(fake.transcript.messages()).toHaveLength(0);
});

test.concurrent('a refused DM is answered where it was asked', async () => {
  await using bench = await createBench({ core: { maxQuestions: 0 } });
  const { fake } = bench;

  const question = fake.dm({ user: fake.person(), text: 'Where do you work?' });

  const [refusal] = await waitForMessages(fake, 1, { channelId: question.channelId });
  expect(refusal?.text).toMatch(/come back in/);
});

test.concurrent('counts one limit over commands, mentions and DMs', async () => {
  await using bench = await createBench({ core: { maxQuestions: 2 }, fake: ROOMY });
  const { fake, twin } = bench;
  const user = fake.person();
  fake.slash({ user, command: 'asktwin', options: { question: 'Where do you work?' } });
  await waitForAnswer(fake);
  fake.mention({ user, text: 'What are your skills?' });
  await waitForAnswers(fake, 2);

  fake.dm({ user, text: 'Where do you live?' });

  const messages = await waitForMessages(fake, 3);
  expect(messages.at(-1)?.text).toMatch(/come back in/);
  expect(twin.generator.prompts).toHaveLength(2);
});

test.concurrent('tells a person calmly when something breaks, without the details', async () => {
  await using bench = await createBench({
    withCore: (core) => ({ ...core, answers: { ask: () => Promise.reject(new Error('secret detail')) } }),
  });
  const { fake, twin } = bench;

  fake.mention({ user: fake.person(), text: 'Where do you work?' });

  const [told] = await waitForMessages(fake, 1);
  expect(told?.text).toMatch(/^Something went wrong on my side\. .* quote `\w{8}`\.$/);
  expect(twin.logger.of('discord.message_failed')).toHaveLength(1);
});

/** Whatever came before has had its turn when a later question is answered. */
async function answerOneMore({ fake }: Awaited<ReturnType<typeof createBench>>): Promise<void> {
  // Another question than before: the same one would not reach the model again.
  const { channelId } = fake.dm({ user: fake.person('last'), text: 'What are your skills?' });
  await waitForAnswer(fake, { channelId });
}
