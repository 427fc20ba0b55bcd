import { expect, test } from 'vitest';
import { toDeltas } from '../fakes/scripted-generator.ts';
import type { Fault } from '../fakes/slack/faults.ts';
import { createSlackBench, type SlackBench } from '../fakes/slack/slack-bench.ts';
import { lastText, type ChannelMessage } from '../fakes/slack/workspace.ts';
import { wordAt } from '../fakes/word-at.ts';

const CHANNEL = 'C0GENERAL';
const QUESTION = 'Where does Maya work?';
const ANSWER = Array.from({ length: 60 }, (_, at) => wordAt(at)).join(' ');

/** Documented for `chat.startStream`, and what a server that does not know the method says. */
const REFUSALS = [
  'channel_type_not_supported',
  'missing_recipient_user_id',
  'missing_recipient_team_id',
  'missing_scope',
  'not_allowed_token_type',
  'thread_not_found',
  'invalid_blocks',
  'internal_error',
  'ratelimited',
  'unknown_method',
].map((code): Fault => ({ kind: 'error', code }));

test.concurrent.each<Fault>([
  ...REFUSALS,
  { kind: 'rate_limit', retryAfterSeconds: 30 },
  { kind: 'status', status: 500 },
])('an answer is edited into a message when its stream is refused with %j', async (fault) => {
  await using bench = await createSlackBench();
  bench.fake.fail('chat.startStream', fault);

  bench.test.generator.script = { deltas: [ANSWER] };

  const [message, ...others] = await askAndWait(bench, { isScripted: true });

  expect(message?.state).toBe('posted');
  expect(textOf(message)).toContain(ANSWER);
  expect(others).toEqual([]);
  expectQuiet(bench);
});

test.concurrent.each<[string, Fault, number]>([
  ['chat.appendStream', { kind: 'error', code: 'message_not_in_streaming_state' }, 0],
  ['chat.appendStream', { kind: 'status', status: 500 }, 0],
  ['chat.appendStream', { kind: 'reset', isTaken: true }, 1],
  ['chat.appendStream', { kind: 'reset', isTaken: false }, 1],
  ['chat.stopStream', { kind: 'error', code: 'message_not_in_streaming_state' }, 0],
  ['chat.stopStream', { kind: 'reset', isTaken: true }, 0],
  ['chat.stopStream', { kind: 'reset', isTaken: false }, 0],
  ['chat.stopStream', { kind: 'status', status: 502 }, 0],
])('%s failing with %j loses nothing and shows nothing twice', async (method, fault, skip) => {
  await using bench = await createSlackBench();
  bench.fake.fail(method, fault, { skip });

  const [message, ...others] = await askAndWait(bench);

  expect(textOf(message).match(/word[a-z]{2}/g)).toEqual(ANSWER.split(' '));
  expect(message?.state).not.toBe('streaming');
  expect(others).toEqual([]);
  expectQuiet(bench);
});

test.concurrent('a stream goes on after it was told to wait', async () => {
  await using bench = await createSlackBench();
  bench.fake.fail('chat.appendStream', { kind: 'rate_limit', retryAfterSeconds: 1 }, { skip: 1 });

  const [message] = await askAndWait(bench);

  expect(textOf(message)).toContain(ANSWER);
  expect(message?.state).toBe('complete');
  expect(bench.fake.calls.some(({ method }) => method === 'chat.update')).toBe(false);
});

test.concurrent.each<Fault>([
  { kind: 'rate_limit', retryAfterSeconds: 1 },
  { kind: 'status', status: 500 },
  { kind: 'reset', isTaken: false },
  { kind: 'reset', isTaken: true },
  { kind: 'error', code: 'ratelimited' },
])('the last edit arrives although Slack first answers with %j', async (fault) => {
  await using bench = await createSlackBench();
  bench.fake.fail('chat.startStream', { kind: 'error', code: 'channel_type_not_supported' });
  bench.test.generator.script = { deltas: [ANSWER] };
  bench.fake.fail('chat.update', fault, { times: 2 });

  const [message] = await askAndWait(bench, { isScripted: true });

  expect(textOf(message)).toContain(ANSWER);
  expect(textOf(message)).toContain('AI twin of');
  expectQuiet(bench);
});

test.concurrent('a message that was taken before the connection was lost is not posted a second time', async () => {
  await using bench = await createSlackBench();
  bench.fake.workspace.mayReadHistory = true;
  bench.fake.fail('chat.startStream', { kind: 'error', code: 'channel_type_not_supported' });
  bench.fake.fail('chat.postMessage', { kind: 'reset', isTaken: true });

  const messages = await askAndWait(bench);

  expect(messages).toHaveLength(1);
  expect(textOf(messages[0])).toContain(ANSWER);
});

test.concurrent('a stream that was started before the connection was lost is ended and not doubled', async () => {
  await using bench = await createSlackBench();
  bench.fake.workspace.mayReadHistory = true;
  bench.fake.fail('chat.startStream', { kind: 'reset', isTaken: true });

  const [message, ...others] = await askAndWait(bench);

  expect(textOf(message).match(/word[a-z]{2}/g)).toEqual(ANSWER.split(' '));
  expect(message?.state).toBe('complete');
  expect(others).toEqual([]);
});

test.concurrent.each(['chat.startStream', 'chat.postMessage'])(
  '%s that nobody heard of, where the app may not look, leaves a whole answer that says so',
  async (method) => {
    await using bench = await createSlackBench();
    if (method === 'chat.postMessage') {
      bench.fake.fail('chat.startStream', { kind: 'error', code: 'channel_type_not_supported' });
    }
    bench.fake.fail(method, { kind: 'reset', isTaken: true });

    const messages = await askAndWait(bench);

    const last = textOf(messages.at(-1));
    expect(last).toContain(ANSWER);
    expect(last).toContain('_The connection to Slack broke off: the beginning of this may stand above twice._');
    expect(messages.length).toBeLessThanOrEqual(2);
    expectQuiet(bench);
  },
);

test.concurrent('an answer is shown as plain text in a workspace that does not know Markdown', async () => {
  await using bench = await createSlackBench();
  bench.fake.fail('chat.startStream', { kind: 'error', code: 'unknown_method' });
  for (const method of ['chat.postMessage', 'chat.update']) bench.fake.fail(method, { kind: 'error', code: 'no_text' });

  const [message, ...others] = await askAndWait(bench);

  expect(textOf(message)).toContain(ANSWER);
  expect(others).toEqual([]);
  expectQuiet(bench);
});

test.concurrent('one limited call does not hold up the answers of others', async () => {
  await using bench = await createSlackBench();
  const { fake } = bench;
  bench.test.generator.script = { deltas: toDeltas(ANSWER, 40), intervalMs: 200 };
  fake.fail('chat.appendStream', { kind: 'rate_limit', retryAfterSeconds: 3 });

  const first = await fake.mention({ text: QUESTION });
  await fake.workspace.waitFor(() => fake.calls.some(({ method }) => method === 'chat.appendStream'), 'an append');
  const second = await fake.mention({ text: QUESTION, channel: 'C0OTHER' });
  await fake.workspace.waitFor(() => fake.shownIn('C0OTHER', second.ts).includes('AI twin of'), 'the second answer');

  expect(fake.shownIn(CHANNEL, first.ts)).not.toContain('AI twin of');
  await bench.idle();
  expect(fake.shownIn(CHANNEL, first.ts)).toContain(ANSWER);
});

async function askAndWait(
  bench: SlackBench,
  { isScripted = false }: { readonly isScripted?: boolean } = {},
): Promise<readonly ChannelMessage[]> {
  const { fake } = bench;
  if (!isScripted) bench.test.generator.script = { deltas: toDeltas(ANSWER, 40), intervalMs: 100 };
  const { ts } = await fake.mention({ text: QUESTION });
  await fake.workspace.waitFor(() => fake.shownIn(CHANNEL, ts).includes('AI twin of'), 'the footer');
  await bench.idle();
  return fake.botMessages(CHANNEL, ts);
}

function textOf(message: ChannelMessage | undefined): string {
  return message === undefined ? '' : lastText(message);
}

function expectQuiet({ fake }: SlackBench): void {
  expect(fake.rateLimited).toEqual([]);
  expect(fake.pings).toEqual([]);
  expect(fake.problems).toEqual([]);
}
