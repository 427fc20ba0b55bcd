import { expect, test } from 'vitest';
import { createSlackBench, type SlackBench } from '../fakes/slack/slack-bench.ts';
import { lastText } from '../fakes/slack/workspace.ts';

const CHANNEL = 'C0GENERAL';
const QUESTION = 'Where does Maya work?';

test('an event that comes four times is answered once', async () => {
  await using bench = await createSlackBench();
  const { fake } = bench;

  const { eventId } = await fake.mention({ text: QUESTION });
  await Promise.all([fake.redeliver(eventId), fake.redeliver(eventId), fake.redeliver(eventId)]);
  await bench.idle();

  expect(fake.botMessages(CHANNEL)).toHaveLength(1);
  expect(bench.test.generator.prompts).toHaveLength(1);
  expect(fake.problems).toEqual([]);
});

test('a direct message that mentions the twin is answered once, whichever events it comes as', async () => {
  await using bench = await createSlackBench();
  const { fake } = bench;

  const { ts } = await fake.dm({ text: `<@${fake.workspace.botUserId}> ${QUESTION}` });
  await fake.event({ type: 'app_mention', user: 'U0MAYA', channel: 'D0MAYA', ts, text: QUESTION });
  await bench.idle();

  expect(fake.botMessages('D0MAYA')).toHaveLength(1);
});

test.each<[string, Readonly<Record<string, unknown>>]>([
  ['an edit', { subtype: 'message_changed' }],
  ['a deletion', { subtype: 'message_deleted' }],
  ['what another app writes', { bot_id: 'B0OTHER' }],
  ['what an app writes by the old way', { subtype: 'bot_message' }],
  ['the twin itself', { user: 'U0BOT' }],
  ['a message without a person', { user: undefined }],
  ['somebody joining', { subtype: 'channel_join' }],
  ['a message in a channel', { channel: CHANNEL, channel_type: 'channel' }],
])('%s is left alone', async (_, fields) => {
  await using bench = await createSlackBench();

  await bench.fake.dm({ text: QUESTION, fields });
  await bench.idle();

  expect(bench.fake.calls.map(({ method }) => method)).toEqual(['auth.test', 'apps.connections.open']);
  expect(bench.test.generator.prompts).toEqual([]);
});

test('an edited mention is not answered again', async () => {
  await using bench = await createSlackBench();

  await bench.fake.mention({ text: QUESTION, fields: { edited: { user: 'U0MAYA', ts: '1.0' } } });
  await bench.idle();

  expect(bench.fake.botMessages(CHANNEL)).toEqual([]);
});

test('the question reaches the twin as it was typed', async () => {
  await using bench = await createSlackBench();

  await bench.fake.mention({
    text: 'Does R&amp;D use &lt;T&gt; at <https://acme.example|acme>, <#C1|robots>, <@U0BOT>?',
  });
  await bench.idle();

  expect(bench.test.generator.prompts[0]?.question).toBe('Does R&D use <T> at acme, #robots, ?');
});

test('a mention without a question gets a hint that only the asker sees', async () => {
  await using bench = await createSlackBench();
  const { fake } = bench;

  await fake.mention({ text: '  ' });
  await bench.idle();

  expect(fake.botMessages(CHANNEL)).toEqual([]);
  expect(privately(bench)).toEqual([expect.stringContaining('mention me with a question')]);
});

test('over the limit only the asker is told when to come back, and no model is asked', async () => {
  await using bench = await createSlackBench({ maxQuestions: 1 });
  const { fake } = bench;
  await fake.mention({ text: QUESTION });
  await bench.idle();

  await fake.mention({ text: QUESTION });
  await bench.idle();

  expect(fake.botMessages(CHANNEL)).toHaveLength(1);
  expect(fake.workspace.privateMessages).toMatchObject([{ user: 'U0MAYA', channel: CHANNEL, via: 'ephemeral' }]);
  expect(privately(bench)[0]).toMatch(/come back in \d+ seconds/);
  expect(bench.test.generator.prompts).toHaveLength(1);
  expect(fake.problems).toEqual([]);
});

test('in a direct message the limit is told in a message', async () => {
  await using bench = await createSlackBench({ maxQuestions: 1 });
  const { fake } = bench;
  await fake.dm({ text: QUESTION });

  const { ts } = await fake.dm({ text: QUESTION });
  await bench.idle();

  expect(fake.shownIn('D0MAYA', ts)).toMatch(/come back in \d+ seconds/);
  expect(fake.workspace.privateMessages).toEqual([]);
});

test('a question that is too long is refused in private', async () => {
  await using bench = await createSlackBench();

  await bench.fake.mention({ text: 'why '.repeat(3_000) });
  await bench.idle();

  expect(bench.fake.botMessages(CHANNEL)).toEqual([]);
  expect(privately(bench)[0]).toMatch(/too long|characters/);
  expect(bench.test.generator.prompts).toEqual([]);
});

test('who asks while the process ends is told so in private', async () => {
  await using bench = await createSlackBench();
  const { fake } = bench;
  await bench.test.core.tasks.drain({ graceMs: 0, abortMs: 0 });

  await fake.mention({ text: QUESTION });
  await bench.idle();

  expect(privately(bench)).toEqual([expect.stringContaining('being restarted')]);
  expect(fake.botMessages(CHANNEL)).toEqual([]);
});

test.each<[string, Readonly<Record<string, unknown>>]>([
  ['the agent view', { type: 'app_home_opened', user: 'U0MAYA', channel: 'D0MAYA', tab: 'messages' }],
  [
    'the assistant view',
    {
      type: 'assistant_thread_started',
      assistant_thread: { user_id: 'U0MAYA', channel_id: 'D0MAYA', thread_ts: '1.2' },
    },
  ],
])('questions are offered when somebody opens %s', async (_, event) => {
  await using bench = await createSlackBench();
  const { fake } = bench;

  await fake.event(event);
  await fake.workspace.waitFor(() => fake.workspace.suggestedPrompts.length > 0, 'the prompts');

  expect(fake.workspace.suggestedPrompts[0]?.channel).toBe('D0MAYA');
  expect(fake.workspace.suggestedPrompts[0]?.titles.length).toBeGreaterThan(0);
  expect(fake.problems).toEqual([]);
});

function privately({ fake }: SlackBench): readonly string[] {
  return fake.workspace.privateMessages.map(lastText);
}
