import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { createSlackBench } from '../fakes/slack/slack-bench.ts';
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
  const { fake } = bench;
  const body = JSON.stringify({ type: 'url_verification', token: 'legacy', challenge: 'spell' });
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', fake.signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');

  const response = await fetch(bench.eventsUrl, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
    },
  });

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
