import { expect, test, vi } from 'vitest';
import { createBench, PATIENT, ROOMY, waitForAnswer, waitForMessages } from '../fakes/discord/discord-bench.ts';
import { openDm } from '../fakes/discord/world.ts';
import { toDeltas } from '../fakes/scripted-generator.ts';
import type { Fault } from '../fakes/discord/scripted-faults.ts';
import type { FakeUser } from '../fakes/discord/world.ts';
import type { DiscordBench } from '../fakes/discord/discord-bench.ts';

const QUESTION = { question: 'Where do you work?' };
const TEXT = 'I lead the engineers of Acme Robotics and build robots for warehouses with them [1].';
const NO_VIEW: Fault = { type: 'status', status: 403, code: 50001 };

test.concurrent('a mention in the chat of a voice channel is answered there', async () => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake } = bench;
  const channel = fake.channel('Lounge', 2);

  const question = fake.mention({ user: fake.person(), channel, text: QUESTION.question });

  const answers = await waitForAnswer(fake, { channelId: channel.id });
  expect(answers.map(({ text, replyTo }) => [text, replyTo])).toEqual([
    [expect.stringMatching(/^Scripted answer \[1\]\./), question.id],
  ]);
});

test.concurrent('a voice channel whose chat the bot may not enter is answered in a DM that says why', async () => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake } = bench;
  const [user, channel] = [fake.person(), fake.channel('Lounge', 2)];
  fake.faults.standing(channel.id, 'channel.create', NO_VIEW);

  fake.mention({ user, channel, text: QUESTION.question });

  const [notice] = await waitForAnswer(fake, { channelId: dmOf(bench, user) });
  expect(notice?.text).toContain('I lack the permission **View Channel**');
});

test.concurrent.each(['mention', 'command'] as const)(
  'a %s in a post of a forum is answered in the post',
  async (how) => {
    await using bench = await createBench({ fake: ROOMY });
    const { fake } = bench;
    const channel = fake.thread('How do I hire her?', fake.channel('questions', 15));
    const user = fake.person();

    if (how === 'mention') fake.mention({ user, channel, text: QUESTION.question });
    else fake.slash({ user, channel, command: 'asktwin', options: QUESTION });

    const answers = await waitForAnswer(fake, { channelId: channel.id });
    expect(answers.map(({ text }) => text)).toEqual([expect.stringMatching(/^Scripted answer \[1\]\./)]);
  },
);

test.concurrent.each(['channel.create', 'channel.edit'] as const)(
  '20016 slow mode that is over in a moment is waited for: %s',
  async (route) => {
    await using bench = await createBench({ fake: ROOMY });
    const { fake, twin } = bench;
    twin.generator.script = { deltas: toDeltas(TEXT, 9), intervalMs: 40 };
    fake.faults.next(route, { type: 'status', status: 400, code: 20016, retryAfterMs: 400 });

    fake.mention({ user: fake.person(), text: QUESTION.question });

    const answers = await waitForAnswer(fake, { channelId: fake.home.id });
    expect(answers.map(({ text }) => text)).toEqual([expect.stringContaining(TEXT)]);
  },
);

test.concurrent.each([6 * 60 * 60_000, undefined])(
  '20016 slow mode for %s ms moves the answer to a DM that says why',
  async (retryAfterMs) => {
    await using bench = await createBench({ fake: ROOMY });
    const { fake } = bench;
    const user = fake.person();
    const fault = { type: 'status', status: 400, code: 20016 } as const;
    fake.faults.standing(
      fake.home.id,
      'channel.create',
      retryAfterMs === undefined ? fault : { ...fault, retryAfterMs },
    );

    fake.mention({ user, text: QUESTION.question });

    const [notice, answer] = await waitForAnswer(fake, { channelId: dmOf(bench, user) });
    expect(notice?.text).toContain('it is in slow mode');
    expect(answer?.text).toMatch(/^Scripted answer \[1\]\./);
  },
);

test.concurrent('40003 DMs that are opened too fast are opened a little later', async () => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake } = bench;
  const user = fake.person();
  fake.faults.standing(`/channels/${fake.home.id}/`, 'channel.create', NO_VIEW);
  fake.faults.next(
    'dm.open',
    { type: 'status', status: 400, code: 40003 },
    { type: 'status', status: 400, code: 40003 },
  );

  fake.mention({ user, text: QUESTION.question });

  const [notice, answer, ...others] = await waitForAnswer(fake, { channelId: dmOf(bench, user) });
  expect(notice?.text).toContain('I lack the permission **View Channel**');
  expect(answer?.text).toMatch(/^Scripted answer \[1\]\./);
  expect(others).toEqual([]);
});

test.concurrent.each([50007, 50278])(
  '%i a person who can get no DM is shown a sign, and nothing more is paid',
  async (code) => {
    await using bench = await createBench({ fake: ROOMY });
    const { fake, twin } = bench;
    const user = fake.person();
    twin.generator.script = { deltas: toDeltas(TEXT.repeat(20), 9), intervalMs: 100 };
    fake.faults.standing(`/channels/${fake.home.id}/`, 'channel.create', NO_VIEW);
    fake.faults.standing(`/channels/${dmOf(bench, user)}/`, 'channel.create', { type: 'status', status: 403, code });

    const question = fake.mention({ user, text: QUESTION.question });

    await vi.waitUntil(() => fake.world.reactions.length === 1, PATIENT);
    await vi.waitUntil(() => twin.core.tasks.size === 0, PATIENT);
    expect(fake.world.reactions).toEqual([`${question.id} 🚫`]);
    expect(twin.logger.of('answer.completed')[0]?.fields).toMatchObject({ outcome: 'stopped' });
  },
);

test.concurrent.each([
  { how: 'mention', route: 'channel.edit', code: 200000, note: '_AutoMod held back the rest._' },
  { how: 'command', route: 'webhook.edit', code: 240000, note: '_AutoMod held back the rest._' },
  { how: 'mention', route: 'channel.edit', code: 50035, note: '_Discord took no more of it._' },
  { how: 'command', route: 'webhook.edit', code: 50035, note: '_Discord took no more of it._' },
] as const)(
  '$code in the middle of a $how leaves what stands, with a note and no Stop button',
  async ({ how, route, code, note }) => {
    await using bench = await createBench({ fake: ROOMY });
    const { fake, twin } = bench;
    const user = fake.person();
    twin.generator.script = { deltas: toDeltas(`${TEXT} A word that is blocked. ${TEXT}`, 9), intervalMs: 60 };
    const fault = { type: 'status', status: 400, code } as const;
    fake.faults.nextWith('that is blocked', route, fault);

    if (how === 'mention') fake.mention({ user, text: QUESTION.question });
    else fake.slash({ user, command: 'asktwin', options: QUESTION });

    await vi.waitUntil(() => twin.logger.of('delivery.completed').length === 1, PATIENT);
    await vi.waitUntil(() => twin.core.tasks.size === 0, PATIENT);
    const [answer] = fake.transcript.standing({ channelId: fake.home.id });
    expect(answer?.text).toContain(note);
    expect(answer?.text).not.toContain('blocked');
    expect(answer?.text).not.toContain('on request');
    expect(answer?.buttons).not.toContain('Stop');
  },
);

test.concurrent.each([
  { code: 50027, status: 401 },
  { code: 10015, status: 404 },
])('$code a token that dies before the first words leaves no "thinking…" behind', async ({ code, status }) => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake, twin } = bench;
  fake.faults.standing('/webhooks/', 'webhook.edit', { type: 'status', status, code });

  fake.slash({ user: fake.person(), command: 'asktwin', options: QUESTION });

  await waitForAnswer(fake, { channelId: fake.home.id });
  await vi.waitUntil(() => twin.core.tasks.size === 0, PATIENT);
  expect(fake.transcript.standing().map(({ text }) => text)).toEqual([
    expect.stringMatching(/^Scripted answer \[1\]\./),
  ]);
});

test.concurrent('a private answer whose token dies before the first words goes on in a DM that says why', async () => {
  await using bench = await createBench({ fake: ROOMY });
  const { fake } = bench;
  const user = fake.person();
  fake.faults.standing('/webhooks/', 'webhook.edit', { type: 'status', status: 401, code: 50027 });

  fake.slash({ user, command: 'asktwin', options: { ...QUESTION, private: true } });

  await waitForAnswer(fake, { channelId: dmOf(bench, user) });
  const [notice, answer, ...others] = await waitForMessages(fake, 2, { channelId: dmOf(bench, user) });
  expect(notice?.text).toBe(`Discord let me write no more in <#${fake.home.id}>, so I answer here.`);
  expect(answer?.text).toMatch(/^Scripted answer \[1\]\./);
  expect(others).toEqual([]);
});

function dmOf({ fake }: DiscordBench, user: FakeUser): string {
  return openDm(fake.world, user.id).id;
}
