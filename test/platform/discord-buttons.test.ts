import { expect, test, vi } from 'vitest';
import {
  createBench,
  createShiftedClock,
  PATIENT,
  ROOMY,
  waitForAnswer,
  waitForAnswers,
  waitForMessages,
} from '../fakes/discord/discord-bench.ts';
import { toDeltas } from '../fakes/scripted-generator.ts';
import { TEST_PROFILE } from '../fakes/test-core.ts';
import type { DiscordBench } from '../fakes/discord/discord-bench.ts';
import type { MessageTranscript } from '../fakes/discord/transcript.ts';
import type { FakeUser } from '../fakes/discord/world.ts';

const QUESTION = { question: 'Where do you work?' };
const STOPPED = '_Stopped here on request._';
/** An answer that goes on for longer than any test. */
const ENDLESS = { deltas: toDeltas('A sentence of some length. '.repeat(200), 9), intervalMs: 100 };

test.concurrent('an answer has Stop while it grows, and Ask again and Sources when it has ended', async () => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake, twin } = bench;
  twin.generator.script = { deltas: ['The beginning. ', 'The end [1].'], intervalMs: 600 };

  fake.mention({ user: fake.person(), text: 'Where do you work?' });

  const [answer] = await waitForAnswer(fake);
  expect(answer?.frames[0]?.buttons).toEqual(['Stop']);
  expect(answer?.buttons).toEqual(['Ask again', 'Sources']);
});

test.concurrent('of an answer over several messages only the last one has buttons', async () => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake, twin } = bench;
  twin.generator.script = { deltas: toDeltas('A sentence of some length [1]. '.repeat(150), 40), intervalMs: 5 };

  fake.slash({ user: fake.person(), command: 'asktwin', options: QUESTION });

  const messages = await waitForAnswer(fake);
  const buttons = messages.map((message) => message.buttons);
  expect(buttons.length).toBeGreaterThan(2);
  expect(buttons).toEqual([...buttons.slice(1).map(() => []), ['Ask again', 'Sources']]);
});

test.concurrent('an answer without sources can be asked again, and shows no Sources', async () => {
  await using bench = await createBench();
  const { fake } = bench;

  fake.slash({ user: fake.person(), command: 'asktwin', options: { question: 'xylophone zebra quantum?' } });

  const [answer] = await waitForAnswer(fake);
  expect(answer?.text).toContain("I don't know");
  expect(answer?.buttons).toEqual(['Ask again']);
});

test.concurrent.each([
  ['the asker, in a reply to a command', 'slash', 'asker'],
  ['the asker, in a reply to a mention', 'mention', 'asker'],
  ['an admin, in a reply to a mention', 'mention', 'admin'],
] as const)('Stop of %s ends the writing and keeps what stands', async (_name, how, who) => {
  const admin = '123456789012345678';
  await using bench = await createBench({ fake: ROOMY, core: { admins: [`discord:${admin}`] } });
  const { fake, twin } = bench;
  const user = fake.person();
  twin.generator.script = ENDLESS;
  const growing = await startGrowing(bench, user, how);
  const presser: FakeUser = who === 'asker' ? user : { id: admin, username: 'admin', isBot: false };

  const press = fake.press({ user: presser, on: growing.id, label: 'Stop' });

  const [answer] = await waitForAnswer(fake);
  const stood = growing.text.trim();
  expect(answer?.text.startsWith(stood)).toBe(true);
  expect(answer?.text).toContain(`\n\n${STOPPED}\n\n-# `);
  expect(answer?.buttons).toEqual(['Ask again', 'Sources']);
  expect(press.ackedAt).toBeDefined();
  expect(fake.transcript.messages()).toHaveLength(1);
  expect(twin.logger.of('answer.completed')[0]?.fields).toMatchObject({ outcome: 'stopped' });
  expect(twin.logger.of('answer.failed')).toEqual([]);
});

test.concurrent('Stop of a stranger is refused in private, and the answer goes on', async () => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake, twin } = bench;
  const stranger = fake.person('eve');
  twin.generator.script = { deltas: toDeltas('A sentence of some length [1]. '.repeat(6), 9), intervalMs: 60 };
  const growing = await startGrowing(bench, fake.person(), 'slash');

  fake.press({ user: stranger, on: growing.id, label: 'Stop' });

  const [refusal] = await waitForMessages(fake, 1, { onlyFor: stranger.id });
  const [answer] = await waitForAnswer(fake);
  expect(refusal?.text).toBe('Only the person who asked can stop this answer.');
  expect(answer?.text).not.toContain(STOPPED);
});

test.concurrent('of two processes with one token the one that writes takes Stop, and the other stays quiet', async () => {
  await using bench = await createBench({ fake: ROOMY });
  await using other = await createBench({ joins: bench.fake });
  const { fake } = bench;
  const user = fake.person();
  bench.twin.generator.script = ENDLESS;
  other.twin.generator.script = ENDLESS;
  const growing = await startGrowing(bench, user, 'slash');

  const press = fake.press({ user, on: growing.id, label: 'Stop' });

  await waitForAnswer(fake);
  await vi.waitUntil(() => press.refusedAckCount === 1, PATIENT);
  expect(fake.transcript.messages()).toHaveLength(1);
  expect(bench.twin.logger.of('discord.button_failed')).toEqual([]);
  expect(other.twin.logger.of('discord.button_failed')).toEqual([]);
});

test.concurrent('Stop of an answer that nobody writes any more is told so in private', async () => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake, twin } = bench;
  const user = fake.person();
  twin.generator.script = { deltas: ['The beginning. ', 'The end [1].'], intervalMs: 1500 };
  fake.slash({ user, command: 'asktwin', options: QUESTION });
  const [growing] = await waitForMessages(fake, 1);
  const stopButton = fake.world.messages.get(growing?.id ?? '')?.components ?? [];
  await waitForAnswer(fake);
  await vi.waitUntil(() => twin.logger.of('delivery.completed').length === 1, PATIENT);
  const stale = fake.world.messages.get(growing?.id ?? '');
  if (stale !== undefined) stale.components = stopButton;

  fake.press({ user, on: growing?.id ?? '', label: 'Stop' });

  const [told] = await waitForMessages(fake, 1, { onlyFor: user.id });
  expect(told?.text).toBe('This answer is not being written any more: there is nothing to stop.');
});

test.concurrent('Ask again answers the question anew, under the first answer, and counts it', async () => {
  await using bench = await createBench({ fake: ROOMY, core: { maxQuestions: 2 } });
  const { fake, twin } = bench;
  const user = fake.person();
  fake.mention({ user, text: 'Where do you work?' });
  const [first] = await waitForAnswer(fake);
  twin.generator.script = { deltas: ['Another answer [1].'] };

  fake.press({ user, on: first?.id ?? '', label: 'Ask again' });

  const answers = await waitForAnswers(fake, 2);
  expect(answers[1]?.text).toMatch(/^Another answer \[1\]\./);
  expect(answers[1]?.replyTo).toBe(first?.id);
  expect(answers[1]?.onlyFor).toBeUndefined();
  expect(twin.generator.prompts[1]?.messages.at(-1)?.content).toContain('Question: Where do you work?');
  fake.press({ user, on: answers[1]?.id ?? '', label: 'Ask again' });
  const [refusal] = await waitForMessages(fake, 1, { onlyFor: user.id });
  expect(refusal?.text).toMatch(/come back in/);
});

test.concurrent('Ask again under a private answer is answered in private', async () => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake } = bench;
  const user = fake.person();
  fake.slash({ user, command: 'asktwin', options: { ...QUESTION, private: true } });
  const [first] = await waitForAnswer(fake);

  fake.press({ user, on: first?.id ?? '', label: 'Ask again' });

  const answers = await waitForAnswers(fake, 2);
  expect(answers.map(({ onlyFor }) => onlyFor)).toEqual([user.id, user.id]);
});

test.concurrent('Ask again of a stranger is refused in private, at no cost', async () => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake, twin } = bench;
  const stranger = fake.person('eve');
  fake.mention({ user: fake.person(), text: 'Where do you work?' });
  const [first] = await waitForAnswer(fake);

  fake.press({ user: stranger, on: first?.id ?? '', label: 'Ask again' });

  const [refusal] = await waitForMessages(fake, 1, { onlyFor: stranger.id });
  expect(refusal?.text).toContain('Only the person who asked can ask this again.');
  expect(twin.generator.prompts).toHaveLength(1);
});

test.concurrent('Sources shows whoever asks for them, and nobody else, what the answer rests on', async () => {
  const profile = {
    ...TEST_PROFILE,
    experience: [{ ...TEST_PROFILE.experience[0], url: 'https://acme.example/robots' }],
  };
  await using bench = await createBench({
    fake: ROOMY,
    core: { files: { 'digitaltwin.json': JSON.stringify(profile) } },
  });
  const { fake } = bench;
  const reader = fake.person('eve');
  fake.mention({ user: fake.person(), text: 'Where do you work, at Acme?' });
  const [answer] = await waitForAnswer(fake);

  fake.press({ user: reader, on: answer?.id ?? '', label: 'Sources' });

  const [sources] = await waitForMessages(fake, 1, { onlyFor: reader.id });
  expect(sources?.text).toMatch(
    /^\*\*\[1\] \[.*Acme Robotics.*\]\(<https:\/\/acme\.example\/robots>\)\*\*\n> .*warehouse robots/s,
  );
  expect(sources?.text).not.toContain('Maya Test >');
  expect(sources?.buttons).toEqual([]);
});

test.concurrent('Sources leaves out what the files no longer say', async () => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake, twin } = bench;
  const user = fake.person();
  fake.mention({ user, text: 'Where do you work, at Acme?' });
  const [answer] = await waitForAnswer(fake);
  await twin.write('digitaltwin.json', JSON.stringify({ ...TEST_PROFILE, experience: [] }));
  await twin.ingest.ingest({ isDryRun: false, signal: AbortSignal.timeout(120_000) });

  fake.press({ user, on: answer?.id ?? '', label: 'Sources' });

  const [sources] = await waitForMessages(fake, 1, { onlyFor: user.id });
  expect(sources?.text).toBe('The files no longer say what this answer rested on.');
});

test.concurrent('a server that is none of members any more is shown nothing that was answered for members', async () => {
  const files = {
    'digitaltwin.json': JSON.stringify(TEST_PROFILE),
    'work.md': '---\naudience: members\n---\n# Acme\nSecret robots at Acme.',
  };
  await using bench = await createBench({ fake: ROOMY, isMemberGuild: true, core: { files } });
  await using later = await createBench({ joins: bench.fake, isStarted: false, withCore: () => bench.twin.core });
  const { fake } = bench;
  const user = fake.person();
  fake.mention({ user, text: 'Where do you work, at Acme?' });
  const [answer] = await waitForAnswer(fake);
  await bench.adapter.close();
  await later.adapter.start();

  fake.press({ user, on: answer?.id ?? '', label: 'Sources' });

  const [told] = await waitForMessages(fake, 1, { onlyFor: user.id });
  expect(told?.text).toBe('This answer is too old: I remember for a day what an answer rests on.');
});

test.concurrent.each(['Ask again', 'Sources'] as const)('%s works after a restart', async (label) => {
  await using bench = await createBench({ fake: ROOMY });
  await using restarted = await createBench({ joins: bench.fake, isStarted: false, withCore: () => bench.twin.core });
  const { fake } = bench;
  const user = fake.person();
  fake.slash({ user, command: 'asktwin', options: QUESTION });
  const [answer] = await waitForAnswer(fake);
  await bench.adapter.close();
  await restarted.adapter.start();

  fake.press({ user, on: answer?.id ?? '', label });

  const messages = label === 'Sources' ? await waitForMessages(fake, 2) : await waitForAnswers(fake, 2);
  expect(messages[1]?.text).toMatch(label === 'Sources' ? /^\*\*\[1\]/ : /^Scripted answer/);
});

test.concurrent.each([
  ['Ask again', 'This answer is too old: I no longer know the question. Please ask it anew.'],
  ['Sources', 'This answer is too old: I remember for a day what an answer rests on.'],
] as const)('%s of somebody who was forgotten says calmly that it is too late', async (label, text) => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake } = bench;
  const user = fake.person();
  fake.mention({ user, text: 'Where do you work?' });
  const [answer] = await waitForAnswer(fake);
  fake.slash({ user, command: 'twin', subcommand: 'forget' });
  await waitForMessages(fake, 1, { onlyFor: user.id });

  fake.press({ user, on: answer?.id ?? '', label });

  const told = await waitForMessages(fake, 2, { onlyFor: user.id });
  expect(told[1]?.text).toBe(text);
});

test.concurrent('a button of another release is answered in private', async () => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake } = bench;
  const user = fake.person();
  fake.mention({ user, text: 'Where do you work?' });
  const [answer] = await waitForAnswer(fake);
  const message = fake.world.messages.get(answer?.id ?? '');
  if (message === undefined) throw new Error('There is no answer.');
  message.components = [{ type: 1, components: [{ type: 2, style: 2, label: 'Old', custom_id: 'old:1' }] }];

  fake.press({ user, on: message.id, label: 'Old' });

  const [told] = await waitForMessages(fake, 1, { onlyFor: user.id });
  expect(told?.text).toBe('I no longer know this button. Please ask your question anew.');
});

test.concurrent('a private answer that goes on in a DM has Stop there while it grows, and no button for what it cannot find', async () => {
  const clock = createShiftedClock();
  await using bench = await createBench({
    fake: { ...ROOMY, now: () => clock.now() },
    withCore: (core) => ({ ...core, clock }),
  });
  const { fake, twin } = bench;
  const user = fake.person();
  twin.generator.script = { deltas: ['The beginning. ', 'The end [1].'], intervalMs: 1500 };
  fake.slash({ user, command: 'asktwin', options: { ...QUESTION, private: true } });
  await waitForMessages(fake, 1);

  clock.putForward(16 * 60_000);

  const answers = await waitForAnswer(fake);
  expect(answers.at(-1)?.text).toContain('The end [1].');
  expect(answers.at(-1)?.buttons).toEqual([]);
});

async function startGrowing(
  { fake }: DiscordBench,
  user: FakeUser,
  how: 'slash' | 'mention',
): Promise<MessageTranscript> {
  if (how === 'slash') fake.slash({ user, command: 'asktwin', options: QUESTION });
  else fake.mention({ user, text: QUESTION.question });
  const [growing] = await waitForMessages(fake, 1);
  if (growing === undefined) throw new Error('There is no answer.');
  return growing;
}
