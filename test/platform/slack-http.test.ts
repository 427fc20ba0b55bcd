import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { createSlackBench, type SlackBench } from '../fakes/slack/slack-bench.ts';
import type { HttpDelivery } from '../fakes/slack/event-sender.ts';

const CHANNEL = 'C0GENERAL';
const QUESTION = 'Where does Maya work?';

test('a signed event is taken and answered', async () => {
  await using bench = await createSlackBench({ isHttp: true });
  const { fake } = bench;

  const { status, ts } = await fake.mention({ text: QUESTION });
  await bench.idle();

  expect(status).toBe(200);
  expect(fake.shownIn(CHANNEL, ts)).toContain('Scripted answer [1].');
  expect(fake.calls.some(({ method }) => method === 'apps.connections.open')).toBe(false);
  expect(fake.problems).toEqual([]);
});

test.each<[string, HttpDelivery]>([
  ['with another secret', { isForged: true }],
  ['six minutes ago', { skewSeconds: -360 }],
  ['for six minutes from now', { skewSeconds: 360 }],
])('an event that was signed %s is refused and costs nothing', async (_, delivery) => {
  await using bench = await createSlackBench({ isHttp: true });

  const { status } = await bench.fake.mention({ text: QUESTION }, delivery);
  await bench.idle();

  expect(status).toBe(401);
  expect(bench.test.generator.prompts).toEqual([]);
  expect(bench.fake.botMessages(CHANNEL)).toEqual([]);
});

test('an event that comes again as a retry is answered once', async () => {
  await using bench = await createSlackBench({ isHttp: true });
  const { fake } = bench;

  const { eventId } = await fake.mention({ text: QUESTION });
  const statuses = await Promise.all([1, 2, 3].map(async (retryNum) => fake.redeliver(eventId, { retryNum })));
  await bench.idle();

  expect(statuses.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(fake.botMessages(CHANNEL)).toHaveLength(1);
  expect(bench.test.generator.prompts).toHaveLength(1);
});

test('an event whose first delivery was lost is answered at its retry', async () => {
  await using bench = await createSlackBench({ isHttp: true });

  await bench.fake.mention({ text: QUESTION }, { retryNum: 1 });
  await bench.idle();

  expect(bench.fake.botMessages(CHANNEL)).toHaveLength(1);
});

test('a command is acknowledged and answered', async () => {
  await using bench = await createSlackBench({ isHttp: true });
  const { fake } = bench;

  const { status } = await fake.slash('/asktwin', { text: QUESTION });
  await bench.idle();

  expect(status).toBe(200);
  expect(fake.shownIn(CHANNEL)).toContain('Scripted answer [1].');
  expect(fake.problems).toEqual([]);
});

test('Slack is shown the challenge when it checks the address', async () => {
  await using bench = await createSlackBench({ isHttp: true });
  const body = JSON.stringify({ type: 'url_verification', token: 'legacy', challenge: 'spell' });

  const response = await postSigned(bench, body);

  expect(await response.json()).toEqual({ challenge: 'spell' });
});

test('an event that comes before the token is checked is left for Slack to send again', async () => {
  await using bench = await createSlackBench({ isHttp: true, prepare: (fake) => fake.setOutage(true) });
  const { fake } = bench;

  const early = await fake.mention({ text: QUESTION });
  fake.setOutage(false);
  await bench.until(() => bench.adapter.state().isReady);
  const late = await fake.redeliver(early.eventId, { retryNum: 1 });
  await bench.idle();

  expect([early.status, late.status]).toEqual([503, 200]);
  expect(fake.botMessages(CHANNEL)).toHaveLength(1);
});

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';
const PRESS = { type: 'block_actions', trigger_id: 't1', user: { id: 'U0MAYA', team_id: 'T0' }, team: { id: 'T0' } };
const EVENT = { type: 'event_callback', team_id: 'T0', event_id: 'Ev1' };

/** What no app of Slack's sends, with what it is told: nothing of it is for Slack to send again. */
const GARBAGE: readonly (readonly [string, string, number])[] = [
  ['null', JSON_TYPE, 400],
  ['17', JSON_TYPE, 400],
  ['"text"', JSON_TYPE, 400],
  ['true', JSON_TYPE, 400],
  ['[]', JSON_TYPE, 400],
  ['[null]', JSON_TYPE, 400],
  ['', JSON_TYPE, 400],
  ['{"type":', JSON_TYPE, 400],
  ['payload=null', FORM_TYPE, 400],
  ['payload=%7B', FORM_TYPE, 400],
  ['payload=', FORM_TYPE, 400],
  ['{}', JSON_TYPE, 404],
  [JSON.stringify({ type: 'block_actions', actions: [] }), JSON_TYPE, 400],
  [JSON.stringify({ ...PRESS, actions: [] }), JSON_TYPE, 400],
  [JSON.stringify({ ...PRESS, actions: null }), JSON_TYPE, 400],
  [JSON.stringify({ ...PRESS, actions: [null] }), JSON_TYPE, 400],
  [JSON.stringify({ ...PRESS, actions: 'all' }), JSON_TYPE, 400],
  [JSON.stringify({ ...PRESS, user: null, actions: [{ type: 'button', action_id: 'ask-0' }] }), JSON_TYPE, 400],
  [JSON.stringify({ ...PRESS, channel: null, actions: [{ type: 'button', action_id: 'ask-0' }] }), JSON_TYPE, 400],
  [JSON.stringify({ ...EVENT, event: null }), JSON_TYPE, 400],
  [JSON.stringify({ ...EVENT, event: 'text' }), JSON_TYPE, 400],
  [JSON.stringify({ ...EVENT, event: { type: 7, channel: null } }), JSON_TYPE, 400],
  [JSON.stringify({ ...EVENT, event: {} }), JSON_TYPE, 400],
  [JSON.stringify({ ...EVENT, event: { type: 'message', text: {}, user: [] } }), JSON_TYPE, 200],
  [JSON.stringify({ ...EVENT, event: { type: 'app_home_opened', tab: 7 } }), JSON_TYPE, 200],
  ['command=%2Fasktwin', FORM_TYPE, 200],
  ['command=%2Ftwin&response_url=nowhere&text=a&text=b', FORM_TYPE, 200],
  [JSON.stringify({ command: { name: '/asktwin' } }), JSON_TYPE, 400],
  [JSON.stringify({ type: 'view_submission', view: null }), JSON_TYPE, 400],
  [JSON.stringify({ type: 'shortcut', user: null }), JSON_TYPE, 400],
  [JSON.stringify({ type: 'message_action', channel: null }), JSON_TYPE, 400],
];

test.concurrent.each(GARBAGE)('%s as a signed %s request does no harm', async (body, contentType, expected) => {
  await using bench = await createSlackBench({ isHttp: true });
  const { fake } = bench;

  const { status } = await postSigned(bench, body, { contentType });
  await fake.mention({ text: QUESTION });
  await bench.idle();

  expect(status).toBe(expected);
  expect(fake.botMessages(CHANNEL)).toHaveLength(1);
  expect(bench.test.logger.lines.filter(({ level }) => ['error', 'fatal'].includes(level))).toEqual([]);
});

test.each(GARBAGE)(
  '%s as a %s request that nobody signed is told no more than any other',
  async (body, contentType) => {
    await using bench = await createSlackBench({ isHttp: true });

    const forged = await postSigned(bench, body, { contentType, secret: 'another secret' });
    const bare = await fetch(bench.eventsUrl, { method: 'POST', body, headers: { 'content-type': contentType } });

    expect([forged.status, bare.status]).toEqual([401, 401]);
  },
);

test('a body of more than a megabyte is refused, signed or not', async () => {
  await using bench = await createSlackBench({ isHttp: true });
  const body = JSON.stringify({ text: 'x'.repeat(1024 * 1024) });

  const signed = await postSigned(bench, body);
  const forged = await postSigned(bench, body, { secret: 'another secret' });

  expect([signed.status, forged.status]).toEqual([413, 413]);
});

function postSigned(
  { eventsUrl, fake }: Pick<SlackBench, 'eventsUrl' | 'fake'>,
  body: string,
  { contentType = JSON_TYPE, secret = fake.signingSecret } = {},
): Promise<Response> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  const headers = {
    'content-type': contentType,
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${signature}`,
  };
  return fetch(eventsUrl, { method: 'POST', body, headers });
}
