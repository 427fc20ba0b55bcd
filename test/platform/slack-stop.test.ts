import { expect, test } from 'vitest';
import { toDeltas } from '../fakes/scripted-generator.ts';
import { createSlackBench, type SlackBench } from '../fakes/slack/slack-bench.ts';
import { lastText, toThreadKey } from '../fakes/slack/workspace.ts';
import { wordAt } from '../fakes/word-at.ts';

const CHANNEL = 'C0GENERAL';
const QUESTION = 'Where does Maya work?';
const ANSWER = Array.from({ length: 200 }, (_none, at) => wordAt(at)).join(' ');
const NOTE = '_Stopped here on request._';

test('Stop on a stream ends the writing: what stood stays, with a note, and nothing is posted again', async () => {
  await using bench = await createSlackBench();
  const { fake, test: twin } = bench;
  const ts = await askSlowly(bench);
  await fake.workspace.waitFor(() => fake.shownIn(CHANNEL, ts).includes('wordab'), 'some words');

  fake.stopStreams();
  await bench.idle();

  const [message, ...others] = fake.botMessages(CHANNEL, ts);
  const text = lastText(message ?? { frames: [] });
  const stood = text.slice(0, text.indexOf(`\n\n${NOTE}`));
  expect(message?.frames.at(-2)?.text.trim()).toBe(stood.trim());
  expect(ANSWER.startsWith(stood)).toBe(true);
  expect(text).toContain('AI twin of');
  expect(others).toEqual([]);
  expect(twin.logger.of('answer.completed')[0]?.fields).toMatchObject({ outcome: 'stopped' });
  expect(Number(twin.logger.of('answer.completed')[0]?.fields['deltas'])).toBeLessThan(toDeltas(ANSWER, 10).length);
  expectSound(bench);
});

test.each([
  ['a stream', []],
  ['messages that are edited', ['chat.startStream']],
])('the Stop button of the conversation ends %s, and is gone afterwards', async (_how, refused) => {
  await using bench = await createSlackBench();
  const { fake, test: twin } = bench;
  for (const method of refused) fake.fail(method, { kind: 'error', code: 'channel_type_not_supported' }, { times: 99 });
  const ts = await askSlowly(bench);
  await fake.workspace.waitFor(() => fake.shownIn(CHANNEL, ts).includes('wordab'), 'some words');
  const before = fake.workspace.sessions.get(toThreadKey(CHANNEL, ts))?.status;

  await fake.pressStop(CHANNEL, ts);
  await bench.idle();

  expect(before).toBe('processing');
  expect(fake.shownIn(CHANNEL, ts)).toContain(NOTE);
  expect(fake.shownIn(CHANNEL, ts)).not.toContain(ANSWER.slice(-30));
  expect(fake.botMessages(CHANNEL, ts)).toHaveLength(1);
  expect(twin.logger.of('answer.completed')[0]?.fields).toMatchObject({ outcome: 'stopped' });
  expectSound(bench);
});

test('Stop before the first word is confirmed, and no model is paid for any more', async () => {
  await using bench = await createSlackBench();
  const { fake } = bench;
  bench.test.generator.script = { deltas: [ANSWER], firstMs: 20_000 };
  const { ts } = await fake.mention({ text: QUESTION });
  await fake.workspace.waitFor(() => bench.test.generator.prompts.length > 0, 'the model being asked');

  await fake.pressStop(CHANNEL, ts);
  await bench.idle();

  expect(fake.shownIn(CHANNEL, ts)).toMatch(/^_Stopped here on request\._/);
  expectSound(bench);
});

test('Stop in a thread where nothing is written does nothing', async () => {
  await using bench = await createSlackBench();
  const { fake } = bench;
  const { ts } = await fake.mention({ text: QUESTION });
  await bench.idle();
  const before = fake.shownIn(CHANNEL, ts);

  await fake.pressStop(CHANNEL, ts);
  await bench.idle();

  expect(fake.shownIn(CHANNEL, ts)).toBe(before);
});

test('an answer in another thread goes on', async () => {
  await using bench = await createSlackBench();
  const { fake } = bench;
  const stopped = await askSlowly(bench);
  const { ts: other } = await fake.mention({ text: QUESTION, channel: 'C0OTHER' });
  await fake.workspace.waitFor(() => fake.shownIn('C0OTHER', other).includes('wordab'), 'some words');

  await fake.pressStop(CHANNEL, stopped);
  await bench.idle();

  expect(fake.shownIn('C0OTHER', other)).toContain(ANSWER.slice(-30));
  expect(fake.shownIn(CHANNEL, stopped)).toContain(NOTE);
});

async function askSlowly({ fake, test: twin }: SlackBench): Promise<string> {
  twin.generator.script = { deltas: toDeltas(ANSWER, 10), intervalMs: 30 };
  const { ts } = await fake.mention({ text: QUESTION });
  return ts;
}

function expectSound({ fake }: SlackBench): void {
  expect(fake.workspace.messages.filter(({ state }) => state === 'streaming')).toEqual([]);
  expect([...fake.workspace.sessions.values()].filter(({ status }) => status === 'processing')).toEqual([]);
  expect(fake.rateLimited).toEqual([]);
  expect(fake.problems).toEqual([]);
}
