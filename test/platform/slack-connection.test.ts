import { expect, test, vi } from 'vitest';
import { createSlackAdapter } from '../../src/adapters/slack/slack-adapter.ts';
import { ConfigError } from '../../src/core/errors.ts';
import { toTurnId, toUserKey } from '../../src/core/turn.ts';
import type { Json } from '../../src/core/state-store.ts';
import { createSlackBench } from '../fakes/slack/slack-bench.ts';
import { createSlackFake } from '../fakes/slack/slack-fake.ts';
import { lastText, toThreadKey } from '../fakes/slack/workspace.ts';
import { createTestCore } from '../fakes/test-core.ts';

const CHANNEL = 'C0GENERAL';
const QUESTION = 'Where does Maya work?';

test.each([
  ['SLACK_BOT_TOKEN', { botToken: 'xoxb-wrong' }],
  ['SLACK_APP_TOKEN', { appToken: 'xapp-wrong' }],
  ['SLACK_APP_TOKEN', { appToken: 'xoxb-fake-bot-token' }],
])('a rejected token ends the start with the name of %s', async (where, wrong) => {
  await using test = await createTestCore();
  const fake = await createSlackFake();
  const { apiUrl, botToken, appToken } = fake;
  const adapter = createSlackAdapter({ apiUrl, botToken, appToken, core: test.core, ...wrong });

  const start = adapter.start();

  await expect(start).rejects.toThrow(ConfigError);
  await expect(start).rejects.toThrow(where);
  await adapter.close();
  await fake.close();
});

test('a workspace that is away at the start is tried again in the background', async () => {
  await using bench = await createSlackBench({ prepare: (fake) => fake.setOutage(true) });
  const { fake } = bench;
  const before = bench.adapter.state();

  fake.setOutage(false);
  await fake.workspace.waitFor(() => fake.sockets.openCount > 0, 'a socket');
  const { ts } = await fake.mention({ text: QUESTION });
  await bench.idle();

  expect(before.isReady).toBe(false);
  expect(bench.adapter.state().isReady).toBe(true);
  expect(fake.shownIn(CHANNEL, ts)).toContain('Scripted answer');
});

test('nothing is lost when Slack moves the socket', async () => {
  await using bench = await createSlackBench({ slack: { ackWithinMs: 1_000 } });
  const { fake } = bench;
  const questions = Array.from({ length: 20 }, async (_, at) => {
    if (at === 10) fake.sockets.disconnect('refresh_requested');
    return fake.mention({ text: QUESTION, channel: `C0ROOM${at}` });
  });

  await Promise.all(questions);
  await bench.idle();

  const answers = fake.workspace.messages.filter(({ author }) => author === fake.workspace.botUserId);
  expect(answers).toHaveLength(20);
  expect(fake.sockets.helloCount).toBe(2);
  expect(fake.problems).toEqual([]);
});

test('the twin is back after the connection is cut', async () => {
  await using bench = await createSlackBench();
  const { fake } = bench;

  fake.sockets.drop();
  await fake.workspace.waitFor(() => fake.sockets.helloCount === 2, 'a second socket');
  await fake.mention({ text: QUESTION });
  await bench.idle();

  expect(fake.botMessages(CHANNEL)).toHaveLength(1);
});

test('an outage is survived', async () => {
  await using bench = await createSlackBench();
  const { fake } = bench;

  fake.setOutage(true);
  await bench.until(() => bench.test.logger.of('slack.connect_failed').length > 0);
  const during = bench.adapter.state();
  fake.setOutage(false);
  await bench.until(() => bench.adapter.state().isReady);
  await fake.mention({ text: QUESTION });
  await bench.idle();

  expect(during.isReady).toBe(false);
  expect(fake.botMessages(CHANNEL)).toHaveLength(1);
});

test('a token that is revoked while the twin runs is told of and not hammered', async () => {
  await using bench = await createSlackBench();
  const { fake } = bench;

  fake.refuseTokens('token_revoked');
  fake.sockets.drop();
  await bench.until(() => bench.test.logger.of('slack.connect_failed').length > 0);
  await bench.test.core.clock.sleep(600, AbortSignal.timeout(120_000));

  expect(bench.adapter.state()).toEqual({ isReady: false, detail: expect.stringContaining('token_revoked') });
  expect(bench.test.logger.of('slack.connect_failed')).toMatchObject([{ level: 'error' }]);
});

test.each<[string, string | Buffer]>([
  [
    'a notice of rate limiting',
    JSON.stringify({ type: 'events_api', envelope_id: 'e1', payload: { type: 'app_rate_limited' } }),
  ],
  ['broken JSON', '{"type":'],
  ['null', 'null'],
  ['an unknown kind of envelope', JSON.stringify({ type: 'surprise', envelope_id: 'e2', payload: {} })],
  ['an envelope without anything in it', JSON.stringify({ type: 'events_api', envelope_id: 'e3' })],
  ['a binary frame', Buffer.from([1, 2, 3])],
])('%s on the socket does no harm', async (_, frame) => {
  await using bench = await createSlackBench();
  const { fake } = bench;

  fake.sockets.sendRaw(frame);
  await fake.mention({ text: QUESTION });
  await bench.idle();

  expect(fake.botMessages(CHANNEL)).toHaveLength(1);
  expect(fake.sockets.helloCount).toBe(1);
});

test('no token and no socket address is ever logged', async () => {
  await using bench = await createSlackBench();
  const { fake } = bench;
  fake.fail('chat.startStream', { kind: 'reset', isTaken: false });

  await fake.mention({ text: QUESTION });
  await bench.idle();

  const log = JSON.stringify(bench.test.logger.lines);
  for (const secret of [fake.botToken, fake.appToken, 'ticket-']) expect(log).not.toContain(secret);
});

test('an answer that is being written when the process ends is closed with a note', async () => {
  await using bench = await createSlackBench();
  const { fake } = bench;
  bench.test.generator.script = { deltas: ['Maya works ', 'and works ', 'and works'], intervalMs: 2_000 };
  const { ts } = await fake.mention({ text: QUESTION });
  await bench.until(() => fake.shownIn(CHANNEL, ts).includes('Maya works'));

  await bench.test.core.tasks.drain({ graceMs: 100, abortMs: 5_000 });

  expect(fake.shownIn(CHANNEL, ts)).toMatch(/^Maya works[^]*restarted/);
  expect(fake.botMessages(CHANNEL, ts)).toMatchObject([{ state: 'complete' }]);
  expect(await bench.test.state.journal.list()).toEqual([]);
});

test.each([
  ['a stream', 'streaming' as const],
  ['a message', undefined],
])('%s that an earlier process left keeps its text and gets a note', async (_, state) => {
  await using bench = await createSlackBench();
  const { fake } = bench;
  const left = fake.workspace.post({
    channel: CHANNEL,
    threadTs: undefined,
    author: fake.workspace.botUserId,
    text: 'Maya works',
    ...(state === undefined ? {} : { state }),
  });

  await bench.adapter.finish(
    toEntry({ kind: 'thread', channel: CHANNEL, threadTs: left.ts, ts: left.ts }, 'Maya works at'),
  );

  expect(lastText(left)).toMatch(/^Maya works at\n\n_I was interrupted by a restart/);
  expect(left.state).not.toBe('streaming');
  expect(fake.problems).toEqual([]);
});

test('a conversation that an earlier process left working has no Stop button any more', async () => {
  await using bench = await createSlackBench();
  const { fake } = bench;
  const asked = fake.workspace.post({ channel: CHANNEL, threadTs: undefined, author: 'U0MAYA', text: 'Hello?' });
  const key = toThreadKey(CHANNEL, asked.ts);
  fake.workspace.sessions.set(key, { title: 'Hello?', status: 'processing' });

  await bench.adapter.finish(toEntry({ kind: 'thread', channel: CHANNEL, threadTs: asked.ts, ts: null }, 'Maya works'));

  expect(fake.workspace.sessions.get(key)).toEqual({ title: 'Hello?', status: 'active' });
});

const WHOLE = 'Maya works at Acme Robotics [1].\n\n_AI twin of Maya Okafor · abcd1234_';

test.each([
  ['the journal', WHOLE, false],
  ['Slack alone', 'Maya works', true],
])('an answer that %s knows to be whole is left as it is', async (_, shownText, mayReadHistory) => {
  await using bench = await createSlackBench();
  const { fake } = bench;
  fake.workspace.mayReadHistory = mayReadHistory;
  const author = fake.workspace.botUserId;
  const left = fake.workspace.post({ channel: CHANNEL, threadTs: undefined, author, text: WHOLE });

  await bench.adapter.finish(toEntry({ kind: 'thread', channel: CHANNEL, threadTs: left.ts, ts: left.ts }, shownText));

  expect(lastText(left)).toBe(WHOLE);
});

test('a message that cannot be read keeps what the journal knows and gets a note', async () => {
  await using bench = await createSlackBench();
  const { fake } = bench;
  const author = fake.workspace.botUserId;
  const left = fake.workspace.post({ channel: CHANNEL, threadTs: undefined, author, text: 'Maya works' });

  await bench.adapter.finish(
    toEntry({ kind: 'thread', channel: CHANNEL, threadTs: left.ts, ts: left.ts }, 'Maya works'),
  );

  expect(lastText(left)).toMatch(/^Maya works\n\n_I was interrupted by a restart/);
});

test('a person whose answer had not begun when the process died is told so', async () => {
  await using bench = await createSlackBench();
  const { fake } = bench;
  const asked = fake.workspace.post({ channel: CHANNEL, threadTs: undefined, author: 'U0MAYA', text: 'Hello?' });

  await bench.adapter.finish(toEntry({ kind: 'thread', channel: CHANNEL, threadTs: asked.ts, ts: null }, ''));

  expect(fake.shownIn(CHANNEL, asked.ts)).toMatch(/^_I was interrupted by a restart/);
});

test('the journal points to the message while it is written', async () => {
  await using bench = await createSlackBench();
  const { fake } = bench;
  bench.test.generator.script = { deltas: ['Maya ', 'works'], intervalMs: 2_000 };

  const { ts } = await fake.mention({ text: QUESTION });
  const readEntry = async () => (await bench.test.state.journal.list()).find(({ shownText }) => shownText !== '');
  const entry = await vi.waitUntil(readEntry, { timeout: 90_000 });
  await bench.idle();

  expect(entry.target).toMatchObject({
    kind: 'thread',
    channel: CHANNEL,
    threadTs: ts,
    ts: fake.botMessages(CHANNEL, ts)[0]?.ts,
  });
  expect(await bench.test.state.journal.list()).toEqual([]);
});

function toEntry(target: Json, shownText: string) {
  const user = toUserKey('slack', 'T0001', 'U0MAYA');
  return {
    turnId: toTurnId('abcd1234'),
    face: 'slack' as const,
    user,
    target,
    shownText,
    expiresAt: Date.now() + 60_000,
  };
}
