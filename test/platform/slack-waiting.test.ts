import { expect, test } from 'vitest';
import { modelDown } from '../fakes/scripted-generator.ts';
import { createSlackBench, type SlackBench } from '../fakes/slack/slack-bench.ts';
import { lastText, toThreadKey } from '../fakes/slack/workspace.ts';

const CHANNEL = 'C0GENERAL';
const DM = 'D0MAYA';
const QUESTION = 'Where does Maya work?';

test('people who wait see what is being done, turn by turn', async () => {
  await using bench = await createSlackBench();
  const { fake } = bench;

  const { ts } = await fake.mention({ text: QUESTION });
  await bench.idle();

  const [status] = fake.calls.filter(({ method }) => method === 'assistant.threads.setStatus');
  expect(status?.params).toMatchObject({ channel_id: CHANNEL, thread_ts: ts, status: 'is reading the files…' });
  expect(JSON.parse(status?.params['loading_messages'] ?? '[]').length).toBeGreaterThan(1);
  expectNothingLeft(bench);
});

test.each<[string, (bench: SlackBench) => void]>([
  ['an answer', () => undefined],
  ['a stream that is refused', ({ fake }) => fake.fail('chat.startStream', { kind: 'status', status: 500 })],
  ['a stream that Slack ends', ({ fake }) => fake.fail('chat.stopStream', notStreaming)],
  ['a channel that closes', ({ fake }) => fake.fail('chat.startStream', archived)],
  ['a post that is refused', ({ fake }) => fake.fail('chat.postMessage', archived, { times: 99 })],
  ['a session that cannot be begun', ({ fake }) => fake.fail('agents.sessions.setStatus', disabled)],
  ['a session of which nobody hears', ({ fake }) => fake.fail('agents.sessions.setStatus', taken)],
  ['a model that fails', ({ test: twin }) => (twin.generator.script = { deltas: [], failWith: modelDown() })],
])('no status line and no working session is left after %s', async (_after, prepare) => {
  await using bench = await createSlackBench();
  prepare(bench);

  await bench.fake.mention({ text: QUESTION });
  await bench.idle();

  expect(bench.fake.workspace.statuses.at(-1)?.text).toBe('');
  expectNothingLeft(bench);
});

test('a status line that comes after the answer is taken back', async () => {
  await using bench = await createSlackBench();
  const { fake } = bench;
  fake.fail('assistant.threads.setStatus', { kind: 'delay', delayMs: 1_800 });

  await fake.mention({ text: QUESTION });
  await bench.idle();

  await fake.workspace.waitFor(() => fake.workspace.statuses.at(-1)?.text === '', 'the status being taken back');
  expect(fake.shownIn(CHANNEL)).toContain('Scripted answer [1].');
});

test('a conversation is named after its question, without what Slack would read as its own', async () => {
  await using bench = await createSlackBench();
  const { fake } = bench;

  const { ts } = await fake.dm({ text: `Where does *Maya* work, <!channel>? ${'And why? '.repeat(20)}` });
  await bench.idle();

  const title = fake.workspace.sessions.get(toThreadKey(DM, ts))?.title;
  expect(title).toMatch(/^Where does Maya work, @channel\? And why\?.*…$/);
  expect(title?.length).toBeLessThanOrEqual(80);
  expect(fake.pings).toEqual([]);
});

test.each(['feature_disabled', 'not_authorized', 'unknown_method'])(
  'where conversations have no state (%s) the thread in the pane is named instead, and it is not asked for each time',
  async (code) => {
    await using bench = await createSlackBench();
    const { fake } = bench;
    fake.fail('agents.sessions.setStatus', { kind: 'error', code }, { times: 99 });

    const { ts } = await fake.dm({ text: QUESTION });
    await bench.idle();
    await fake.dm({ text: QUESTION });
    await bench.idle();

    expect(fake.workspace.titles.get(toThreadKey(DM, ts))).toBe(QUESTION);
    expect(fake.calls.filter(({ method }) => method === 'agents.sessions.setStatus')).toHaveLength(1);
  },
);

test('a follow-up in the thread of the pane is answered there and knows what was said', async () => {
  await using bench = await createSlackBench();
  const { fake } = bench;
  const { ts } = await fake.dm({ text: QUESTION });
  await bench.idle();

  await fake.dm({ text: 'And what are the skills there?', threadTs: ts });
  await bench.idle();

  expect(fake.botMessages(DM, ts)).toHaveLength(2);
  expect(
    fake
      .botMessages(DM, ts)
      .map(lastText)
      .every((text) => text.includes('AI twin of')),
  ).toBe(true);
  expect(JSON.stringify(bench.test.generator.prompts.at(-1)?.messages)).toContain('Scripted answer');
});

const notStreaming = { kind: 'error', code: 'message_not_in_streaming_state' } as const;
const archived = { kind: 'error', code: 'is_archived' } as const;
const disabled = { kind: 'error', code: 'feature_disabled' } as const;
const taken = { kind: 'reset', isTaken: true } as const;

function expectNothingLeft({ fake }: SlackBench): void {
  const { sessions, statuses, messages } = fake.workspace;
  expect([...sessions.values()].filter(({ status }) => status === 'processing')).toEqual([]);
  expect(messages.filter(({ state }) => state === 'streaming')).toEqual([]);
  expect(statuses.at(-1)?.text).toBe('');
  expect(fake.problems).toEqual([]);
}
