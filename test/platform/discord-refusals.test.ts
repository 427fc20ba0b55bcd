import { expect, test, vi } from 'vitest';
import { createBench, PATIENT, ROOMY, waitForAnswer, waitForMessages } from '../fakes/discord/discord-bench.ts';
import { openDm } from '../fakes/discord/world.ts';
import { toDeltas } from '../fakes/scripted-generator.ts';
import type { DiscordBench } from '../fakes/discord/discord-bench.ts';
import type { RouteName } from '../fakes/discord/routes.ts';
import type { Fault } from '../fakes/discord/scripted-faults.ts';
import type { FakeUser } from '../fakes/discord/world.ts';

const QUESTION = { question: 'Where do you work?' };
const TEXT = 'I lead the engineers of Acme Robotics and build robots for warehouses with them [1].';

/** Nothing can be written in that place, for whatever reason. */
const NOT_THERE = [
  { name: '10003 unknown channel', status: 404, code: 10003, says: 'the channel is gone' },
  { name: '50001 missing access', status: 403, code: 50001, says: 'the permission **View Channel**' },
  { name: '50008 no text channel', status: 400, code: 50008, says: 'that channel takes no messages' },
  { name: '50013 missing permissions', status: 403, code: 50013, says: 'the permission **Send Messages**' },
  { name: '50024 wrong kind of channel', status: 400, code: 50024, says: 'that channel takes no messages' },
  { name: '160005 locked thread', status: 403, code: 160005, says: 'the thread is locked' },
] as const;

/** Deleted, or held back by the server's own filter. */
const TAKEN_AWAY = [
  { name: '10008 unknown message', status: 404, code: 10008, says: 'My answer was deleted while I wrote it' },
  { name: '200000 AutoMod', status: 400, code: 200000, says: 'AutoMod does not let my answer through' },
  { name: '240000 harmful links', status: 400, code: 240000, says: 'AutoMod does not let my answer through' },
] as const;

/** What only a fault of the program, or of Discord, explains. */
const UNEXPLAINED = [
  { name: '40005 too large', status: 413, code: 40005 },
  { name: '50006 empty', status: 400, code: 50006 },
  { name: '50035 invalid form', status: 400, code: 50035 },
  { name: '50109 invalid JSON', status: 400, code: 50109 },
] as const;

test.concurrent.each(NOT_THERE)(
  'a mention that meets $name is answered whole in a DM that says why',
  async (refusal) => {
    await using bench = await createBench({ fake: ROOMY });
    const { fake } = bench;
    const user = fake.person();
    refuse(bench, refusal, 'channel.create');

    fake.mention({ user, text: QUESTION.question });

    const [notice, answer, ...others] = await waitForAnswer(fake, { channelId: dmOf(bench, user) });
    expect(notice?.text).toContain(`I cannot write in <#${fake.home.id}>: `);
    expect(notice?.text).toContain(refusal.says);
    expect(answer?.text).toMatch(/^Scripted answer \[1\]\./);
    expect(others).toEqual([]);
  },
);

test.concurrent.each(NOT_THERE)('an answer that meets $name in the middle goes on whole in a DM', async (refusal) => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake, twin } = bench;
  const user = fake.person();
  twin.generator.script = { deltas: toDeltas(TEXT, 9), intervalMs: 60 };
  refuse(bench, refusal, 'channel.edit');

  fake.mention({ user, text: QUESTION.question });

  const inDm = await waitForAnswer(fake, { channelId: dmOf(bench, user) });
  const shown = inDm.map(({ text }) => text).join('\n');
  expect(inDm[0]?.text).toContain(refusal.says);
  expect(shown.split(TEXT)).toHaveLength(2);
  expect(fake.transcript.standing({ channelId: fake.home.id })).toHaveLength(1);
});

test.concurrent.each([NOT_THERE[1], NOT_THERE[3]])(
  'a mention that meets $name from somebody who takes no DMs gets a sign, and nothing more is paid',
  async (refusal) => {
    await using bench = await createBench({ fake: ROOMY });
    const { fake, twin } = bench;
    const user = fake.person();
    fake.world.dmBlockers.add(user.id);
    twin.generator.script = { deltas: toDeltas(TEXT.repeat(20), 9), intervalMs: 100 };
    refuse(bench, refusal, 'channel.create');

    const question = fake.mention({ user, text: QUESTION.question });

    await vi.waitUntil(() => fake.world.reactions.length === 1, PATIENT);
    await vi.waitUntil(() => twin.core.tasks.size === 0, PATIENT);
    expect(fake.world.reactions).toEqual([`${question.id} 🚫`]);
    expect(fake.transcript.messages()).toEqual([]);
    expect(twin.logger.of('answer.completed')[0]?.fields).toMatchObject({ outcome: 'stopped' });
  },
);

test.concurrent.each(TAKEN_AWAY)(
  'a mention whose answer meets $name ends, and the asker is told in a DM',
  async (refusal) => {
    await using bench = await createBench({ fake: ROOMY });
    const { fake, twin } = bench;
    const user = fake.person();
    twin.generator.script = { deltas: toDeltas(TEXT.repeat(20), 9), intervalMs: 100 };
    refuse(bench, refusal, 'channel.edit');

    fake.mention({ user, text: QUESTION.question });

    const told = await waitForMessages(fake, 1, { channelId: dmOf(bench, user) });
    await vi.waitUntil(() => twin.core.tasks.size === 0, PATIENT);
    expect(told.map(({ text }) => text)).toEqual([expect.stringContaining(refusal.says)]);
    expect(fake.transcript.standing({ channelId: fake.home.id })).toHaveLength(1);
    expect(twin.logger.of('answer.completed')[0]?.fields).toMatchObject({ outcome: 'stopped' });
  },
);

test.concurrent.each(TAKEN_AWAY)(
  'a command whose answer meets $name ends, and the asker is told in private',
  async (refusal) => {
    await using bench = await createBench({ fake: ROOMY });
    const { fake, twin } = bench;
    const user = fake.person();
    twin.generator.script = { deltas: toDeltas(TEXT.repeat(20), 9), intervalMs: 100 };
    fake.slash({ user, command: 'asktwin', options: QUESTION });
    await waitForMessages(fake, 1);

    fake.faults.standing('/webhooks/', 'webhook.edit', toFault(refusal));

    const told = await waitForMessages(fake, 1, { onlyFor: user.id });
    await vi.waitUntil(() => twin.core.tasks.size === 0, PATIENT);
    expect(told.map(({ text }) => text)).toEqual([expect.stringContaining(refusal.says)]);
    expect(twin.logger.of('answer.completed')[0]?.fields).toMatchObject({ outcome: 'stopped' });
  },
);

test.concurrent.each(UNEXPLAINED)('an answer that meets $name ends calmly for whoever asked', async (refusal) => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake, twin } = bench;
  const [one, other] = [fake.person(), fake.person('bob')];
  refuse(bench, refusal, 'channel.create');
  fake.faults.standing('/webhooks/', 'webhook.edit', toFault(refusal));

  fake.mention({ user: one, text: QUESTION.question });
  fake.slash({ user: other, command: 'asktwin', options: QUESTION });

  const inDm = await waitForMessages(fake, 1, { channelId: dmOf(bench, one) });
  const inPrivate = await waitForMessages(fake, 1, { onlyFor: other.id });
  expect([...inDm, ...inPrivate].map(({ text }) => text)).toEqual([
    'Discord does not take my answer, so I stopped. Please ask again in a moment.',
    'Discord does not take my answer, so I stopped. Please ask again in a moment.',
  ]);
  await vi.waitUntil(() => twin.core.tasks.size === 0, PATIENT);
  expect(twin.logger.of('delivery.lost')).toHaveLength(2);
});

test.concurrent('a short help that cannot be written goes to a DM', async () => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake } = bench;
  const user = fake.person();
  refuse(bench, NOT_THERE[3], 'channel.create');

  fake.mention({ user, text: '' });

  const [help] = await waitForMessages(fake, 1, { channelId: dmOf(bench, user) });
  expect(help?.text).toMatch(/^I cannot write in <#\d+>: .*\n\nI am the AI twin of Maya Test/);
});

test.concurrent('50083 a thread that is archived in the middle is woken', async () => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake, twin } = bench;
  const channel = fake.thread();
  twin.generator.script = { deltas: toDeltas(TEXT, 9), intervalMs: 100 };
  fake.mention({ user: fake.person(), channel, text: QUESTION.question });
  await waitForMessages(fake, 1, { channelId: channel.id });

  channel.isArchived = true;

  const answers = await waitForAnswer(fake, { channelId: channel.id });
  expect(answers.map(({ text }) => text)).toEqual([expect.stringContaining(TEXT)]);
  expect(channel.isArchived).toBe(false);
});

test.concurrent('50083 an answer in a thread that is archived and locked goes on in a DM', async () => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake, twin } = bench;
  const channel = fake.thread();
  const user = fake.person();
  twin.generator.script = { deltas: toDeltas(TEXT, 9), intervalMs: 100 };
  fake.mention({ user, channel, text: QUESTION.question });
  await waitForMessages(fake, 1, { channelId: channel.id });

  channel.isArchived = true;
  channel.isLocked = true;

  const [notice, answer] = await waitForAnswer(fake, { channelId: dmOf(bench, user) });
  expect(notice?.text).toContain('the thread is archived');
  expect(answer?.text).toContain(TEXT);
});

test.concurrent('160002 where the history cannot be read, the answer is an ordinary message', async () => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake } = bench;
  fake.faults.nextWith('message_reference', 'channel.create', { type: 'status', status: 400, code: 160002 });

  fake.mention({ user: fake.person(), text: QUESTION.question });

  const answers = await waitForAnswer(fake, { channelId: fake.home.id });
  expect(answers.map(({ replyTo }) => replyTo)).toEqual([undefined]);
});

test.concurrent('30046 a message that takes no more edits is replaced', async () => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake, twin } = bench;
  twin.generator.script = { deltas: toDeltas(TEXT, 9), intervalMs: 60 };
  fake.faults.next('channel.edit', { type: 'status', status: 400, code: 30046 });

  fake.mention({ user: fake.person(), text: QUESTION.question });

  const answers = await waitForAnswer(fake, { channelId: fake.home.id });
  expect(answers.map(({ text }) => text)).toEqual([expect.stringContaining(TEXT)]);
});

test.concurrent('10062 a command that Discord forgot before it was taken is told of in a DM', async () => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake } = bench;
  const user = fake.person();
  fake.faults.next('interaction.ack', { type: 'status', status: 404, code: 10062 });

  fake.slash({ user, command: 'asktwin', options: QUESTION });

  const told = await waitForMessages(fake, 1, { channelId: dmOf(bench, user) });
  expect(told.map(({ text }) => text)).toEqual([
    'Discord did not let me take your command in time. Please give it again.',
  ]);
});

test.concurrent('40060 a command that somebody else has taken is left to them', async () => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake, twin } = bench;
  fake.faults.next('interaction.ack', { type: 'status', status: 400, code: 40060 });

  fake.slash({ user: fake.person(), command: 'asktwin', options: QUESTION });

  await vi.waitUntil(() => fake.count('interaction.ack') === 1, PATIENT);
  await vi.waitUntil(() => twin.core.tasks.size === 0, PATIENT);
  expect(fake.transcript.messages()).toEqual([]);
  expect(twin.generator.prompts).toEqual([]);
});

test.concurrent.each([
  { code: 50027, status: 401 },
  { code: 10015, status: 404 },
])('$code an answer goes on without the token of its command: in the channel, or in a DM', async ({ code, status }) => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake } = bench;
  const [one, other] = [fake.person(), fake.person('bob')];
  fake.faults.standing('/webhooks/', 'webhook.edit', { type: 'status', status, code });

  fake.slash({ user: one, command: 'asktwin', options: QUESTION });
  fake.slash({ user: other, command: 'asktwin', options: { ...QUESTION, private: true } });

  const inChannel = await waitForAnswer(fake, { channelId: fake.home.id });
  const [notice, hidden] = await waitForAnswer(fake, { channelId: dmOf(bench, other) });
  // A private reply that still says that the twin thinks cannot be reached without the token.
  const open = inChannel.filter(({ text, onlyFor }) => text !== '' && onlyFor === undefined);
  expect(open.map(({ text }) => text)).toEqual([expect.stringMatching(/^Scripted answer \[1\]\./)]);
  expect(notice?.text).toContain('so I answer here');
  expect(hidden?.text).toMatch(/^Scripted answer \[1\]\./);
});

test.concurrent.each([10003, 50001, 50013, 50035])('typing that meets %i disturbs nothing', async (code) => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake, twin } = bench;
  twin.generator.script = { deltas: ['At Acme [1].'], firstMs: 700 };
  fake.faults.standing(fake.home.id, 'channel.type', { type: 'status', status: 403, code });

  fake.mention({ user: fake.person(), text: QUESTION.question });

  const [answer] = await waitForAnswer(fake, { channelId: fake.home.id });
  expect(answer?.text).toMatch(/^At Acme \[1\]\./);
});

test.concurrent.each([10008, 50013, 90001])('a sign that meets %i ends quietly', async (code) => {
  await using bench = await createBench({ fake: ROOMY, core: { maxQuestions: 0 } });
  const { fake, twin } = bench;
  const user = fake.person();
  fake.world.dmBlockers.add(user.id);
  fake.faults.standing(fake.home.id, 'channel.react', { type: 'status', status: 403, code });

  fake.mention({ user, text: QUESTION.question });

  await vi.waitUntil(() => twin.logger.of('discord.message_failed').length === 1, PATIENT);
  expect(fake.world.reactions).toEqual([]);
});

interface Refusal {
  readonly status: number;
  readonly code: number;
}

/** In the server's channel, for ever. */
function refuse({ fake }: DiscordBench, refusal: Refusal, route: RouteName): void {
  fake.faults.standing(`/channels/${fake.home.id}/`, route, toFault(refusal));
}

function toFault({ status, code }: Refusal): Fault {
  return { type: 'status', status, code };
}

function dmOf({ fake }: DiscordBench, user: FakeUser): string {
  return openDm(fake.world, user.id).id;
}
