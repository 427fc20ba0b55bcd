import { webApi } from '@slack/bolt';
import { expect, test } from 'vitest';
import { createCallBudget } from '../../src/adapters/slack/call-budget.ts';
import { createSlackCalls } from '../../src/adapters/slack/slack-calls.ts';
import { createThreadTransport, type ThreadTransport } from '../../src/adapters/slack/thread-transport.ts';
import { createMemoryCallWindows } from '../../src/engines/limits/memory-call-windows.ts';
import { systemClock } from '../../src/support/clock.ts';
import { createRecordedLogger } from '../fakes/recorded-logger.ts';
import { createSlackFake, type SlackFake } from '../fakes/slack/slack-fake.ts';
import { lastText } from '../fakes/slack/workspace.ts';

const CHANNEL = 'C0GENERAL';
const { signal } = new AbortController();
const growing = { isLast: false, signal };
const last = { isLast: true, signal };

test('a message that is followed by another is ended with all of its text', async () => {
  await using bench = await createTransportBench();
  const { transport, shown } = bench;

  await transport.show(0, 'one <', growing);
  await transport.show(1, 'two', growing);

  expect(shown()).toEqual([
    ['one <', 'complete'],
    ['two', 'streaming'],
  ]);
});

test('a reply that is given up leaves no stream open', async () => {
  await using bench = await createTransportBench();
  await bench.transport.show(0, 'one', growing);

  await bench.transport.settle();

  expect(bench.shown()).toEqual([['one', 'complete']]);
});

test('a streamed reply pays for its end with its start, and for growth by the call', async () => {
  await using bench = await createTransportBench();
  const { transport } = bench;

  const before = await transport.bucketFor({ index: 0, isLast: false });
  await transport.show(0, 'one', growing);

  expect(before).toBeUndefined();
  expect(await transport.bucketFor({ index: 0, isLast: true })).toBeUndefined();
  expect(await transport.bucketFor({ index: 0, isLast: false })).toMatchObject({
    key: 'slack:chat.appendStream',
    isForEnding: false,
  });
});

test('text that may become a sequence of Slack waits until it is decided', async () => {
  await using bench = await createTransportBench();
  const { fake, transport } = bench;

  for (const text of ['see <', 'see <https', 'see <https://evil.example|bank>']) {
    await transport.show(0, transport.escape(text), growing);
  }
  await transport.settle();

  const frames = fake.botMessages(CHANNEL)[0]?.frames.map(({ text }) => text);
  expect(frames).toEqual(['see ', 'see &lt;https://evil.example|bank>']);
});

test('a text that does not go on from what is shown replaces it', async () => {
  await using bench = await createTransportBench();
  const { transport, shown } = bench;

  await transport.show(0, 'the first words', growing);
  await transport.show(0, 'other words', growing);
  await transport.show(0, 'other words, at last', last);

  expect(shown()).toEqual([['other words, at last', 'complete']]);
  expect(transport.limits.isAppendOnly).toBe(false);
});

test('once the streams of a minute are used up messages are edited', async () => {
  await using bench = await createTransportBench();
  for (let count = 0; count < 100; count += 1) await bench.budget.takeStream();

  const first = await bench.transport.bucketFor({ index: 0, isLast: false });
  await bench.transport.show(0, 'words', growing);
  const second = await bench.transport.bucketFor({ index: 0, isLast: true });
  await bench.transport.show(0, 'words and more', last);

  expect(bench.shown()).toEqual([['words and more', 'posted']]);
  expect([first?.key, second?.key]).toEqual([`slack:chat.postMessage:${CHANNEL}`, 'slack:chat.update']);
});

test('a stream that Slack has closed after five minutes is finished by an edit', async () => {
  let now = Date.now();
  await using bench = await createTransportBench({ now: () => now });
  await bench.transport.show(0, 'early words', growing);

  now += 6 * 60_000;
  await bench.transport.show(0, 'early words and late ones', last);

  expect(bench.shown()).toEqual([['early words and late ones', 'complete']]);
});

test('what an answer shows fits into an edit of plain text', async () => {
  await using bench = await createTransportBench();

  expect(bench.transport.limits).toMatchObject({ unit: 'bytes' });
  expect(bench.transport.limits.maxSize).toBeLessThan(4_000);
});

interface TransportBench extends AsyncDisposable {
  readonly fake: SlackFake;
  readonly transport: ThreadTransport;
  readonly budget: ReturnType<typeof createCallBudget>;
  readonly shown: () => readonly (readonly [string, string])[];
}

async function createTransportBench(options: { readonly now?: () => number } = {}): Promise<TransportBench> {
  const fake = await createSlackFake(options);
  const { ts } = fake.workspace.post({ channel: CHANNEL, threadTs: undefined, author: 'U0MAYA', text: 'Hello?' });
  const clientOptions = { slackApiUrl: fake.apiUrl, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true };
  const budget = createCallBudget({ windows: createMemoryCallWindows({ clock: systemClock }) });
  const transport = createThreadTransport({
    calls: createSlackCalls(new webApi.WebClient(fake.botToken, clientOptions)),
    thread: { channel: CHANNEL, threadTs: ts },
    recipient: { user: 'U0MAYA', team: fake.workspace.teamId },
    botUserId: fake.workspace.botUserId,
    budget,
    acknowledged: Promise.resolve(undefined),
    onStopPressed: () => undefined,
    clock: systemClock,
    logger: createRecordedLogger(),
  });
  return {
    fake,
    transport,
    budget,
    shown: () => fake.botMessages(CHANNEL).map((message) => [lastText(message), message.state]),
    async [Symbol.asyncDispose]() {
      expect(fake.problems).toEqual([]);
      expect(fake.pings).toEqual([]);
      await fake.close();
    },
  };
}
