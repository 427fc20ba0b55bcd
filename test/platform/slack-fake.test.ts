import { expect, test } from 'vitest';
import { webApi } from '@slack/bolt';
import { createSlackFake, type SlackFake } from '../fakes/slack/slack-fake.ts';

const CHANNEL = 'C0GENERAL';
const QUIET = { unfurl_links: false, unfurl_media: false };
const section = (chars: number) => ({ type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(chars) } }) as const;

test.each([
  ['51 blocks', Array.from({ length: 51 }, () => section(10)), 'msg_blocks_too_many'],
  ['a section of 3,001 characters', [section(3_001)], 'invalid_blocks'],
  ['50 blocks with 3,000 characters each', Array.from({ length: 50 }, () => section(3_000)), undefined],
])('the fake judges %s as Slack does', async (_what, blocks, code) => {
  await using fake = await open();

  const posted = toCode(fake.client.chat.postMessage({ channel: CHANNEL, text: 'x', blocks, ...QUIET }));

  expect(await posted).toBe(code);
});

test.each([
  ['a channel without the one who reads', { channel: CHANNEL }, 'missing_recipient_user_id'],
  ['a channel without their workspace', { channel: CHANNEL, recipient_user_id: 'U1' }, 'missing_recipient_team_id'],
  ['somebody who is no user', { channel: CHANNEL, recipient_user_id: 'B1', recipient_team_id: 'T1' }, 'user_not_found'],
  ['a direct message', { channel: 'D0MAYA' }, undefined],
])('the fake starts a stream for %s as Slack does', async (_what, args, code) => {
  await using fake = await open();
  const { ts } = fake.fake.workspace.post({ channel: args.channel, threadTs: undefined, author: 'U1', text: 'Hi' });

  const started = toCode(fake.client.chat.startStream({ ...args, thread_ts: ts, markdown_text: 'x' }));

  expect(await started).toBe(code);
});

test('the fake lets nobody edit a stream, nor append to what is none', async () => {
  await using fake = await open();
  const channel = 'D0MAYA';
  const { ts: thread_ts } = fake.fake.workspace.post({ channel, threadTs: undefined, author: 'U1', text: 'Hi' });
  const { ts = '' } = await fake.client.chat.startStream({ channel, thread_ts, markdown_text: 'x' });

  const edited = await toCode(fake.client.chat.update({ channel, ts, text: 'y' }));
  await fake.client.chat.stopStream({ channel, ts });
  const appended = await toCode(fake.client.chat.appendStream({ channel, ts, markdown_text: 'y' }));

  expect([edited, appended]).toEqual(['streaming_state_conflict', 'message_not_in_streaming_state']);
});

test('the fake notes every call and argument that Slack does not know', async () => {
  await using fake = await open();

  const unknown = await toCode(fake.client.apiCall('chat.postMesage', { channel: CHANNEL }));
  await fake.client.apiCall('chat.postMessage', { channel: CHANNEL, text: 'x', client_msg_id: '1', ...QUIET });

  expect(unknown).toBe('unknown_method');
  expect(fake.fake.problems).toEqual(['unknown method: chat.postMesage', 'chat.postMessage knows no client_msg_id']);
});

test('the fake refuses a Home tab that Slack would refuse, and says why', async () => {
  await using fake = await open();
  const text = { type: 'plain_text', text: 'x'.repeat(151) } as const;

  const published = fake.client.views.publish({
    user_id: 'U1',
    view: { type: 'home', blocks: [{ type: 'header', text }] },
  });

  expect(await toCode(published)).toBe('invalid_arguments');
  expect(fake.fake.problems[0]).toMatch(/^views\.publish: blocks\.0\.text\.text/);
});

test('the fake counts calls by tier, and says how long to wait', async () => {
  await using fake = await open();
  const calls = Array.from({ length: 51 }, () =>
    toCode(fake.client.chat.update({ channel: CHANNEL, ts: '1', text: 'x' })),
  );

  const codes = await Promise.all(calls);

  expect(codes.filter((code) => code === 'slack_webapi_rate_limited_error')).toHaveLength(1);
});

interface Opened extends AsyncDisposable {
  readonly fake: SlackFake;
  readonly client: webApi.WebClient;
}

async function open(): Promise<Opened> {
  const fake = await createSlackFake();
  const options = { slackApiUrl: fake.apiUrl, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true };
  const client = new webApi.WebClient(fake.botToken, options);
  return { fake, client, [Symbol.asyncDispose]: () => fake.close() };
}

/** Slack's code for a refusal; nothing when it was taken. */
async function toCode(call: Promise<unknown>): Promise<string | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (error instanceof webApi.WebAPIPlatformError) return error.data.error;
    return error instanceof webApi.WebAPIRateLimitedError ? error.code : String(error);
  }
}
