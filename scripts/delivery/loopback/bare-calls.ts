import { webApi } from '@slack/bolt';
import { REST, Routes } from 'discord.js';
import { createFakeDiscord } from '../../../test/fakes/discord/fake-discord.ts';
import { createSlackFake } from '../../../test/fakes/slack/slack-fake.ts';
import { quantile } from '../figures.ts';

/** How long one call of an SDK takes, from the call to its answer, with nothing of this product between. */
export interface BareRoundTrip {
  readonly medianMs: number;
  readonly p95Ms: number;
}

/** Times calls to a platform whose answers take `roundTripMs`, one after the other. */
export type BareTimer = (roundTripMs: number, count: number) => Promise<readonly number[]>;

const PLENTY = { maxCount: 1000, windowMs: 1000 };

/** What discord.js needs to edit a message. */
export const timeDiscordCalls: BareTimer = async (roundTripMs, count) => {
  await using fake = await createFakeDiscord({ limit: PLENTY });
  const rest = new REST({ api: fake.apiUrl, retries: 0 }).setToken(fake.token);
  const quiet = { allowed_mentions: { parse: [] } };
  await rest.post(Routes.channelMessages(fake.home.id), { body: { content: 'Begun', ...quiet } });
  const [message] = fake.transcript.messages();
  const route = Routes.channelMessage(fake.home.id, message?.id ?? '');
  fake.faults.standing('', 'channel.edit', { type: 'delay', ms: roundTripMs });
  return await times(count, (at) => rest.patch(route, { body: { content: `Edit ${at}`, ...quiet } }));
};

/** What Slack's SDK needs to edit a message. */
export const timeSlackCalls: BareTimer = async (roundTripMs, count) => {
  const fake = await createSlackFake({ tiers: { 'chat.update': 1000 } });
  try {
    const client = new webApi.WebClient(fake.botToken, { slackApiUrl: fake.apiUrl, retryConfig: { retries: 0 } });
    const channel = 'C0BARE';
    const { ts = '' } = await client.chat.postMessage({
      channel,
      text: 'Begun',
      unfurl_links: false,
      unfurl_media: false,
    });
    fake.fail('chat.update', { kind: 'delay', delayMs: roundTripMs }, { times: Infinity });
    return await times(count, (at) => client.chat.update({ channel, ts, text: `Edit ${at}` }));
  } finally {
    await fake.close();
  }
};

/** What is to be known of them. */
export function toRoundTrip(tookMs: readonly number[]): BareRoundTrip {
  return { medianMs: quantile(tookMs, 0.5), p95Ms: quantile(tookMs, 0.95) };
}

async function times(count: number, call: (at: number) => Promise<unknown>): Promise<readonly number[]> {
  const tookMs: number[] = [];
  for (let at = 0; at < count; at += 1) {
    const startedAt = performance.now();
    await call(at);
    tookMs.push(performance.now() - startedAt);
  }
  return tookMs;
}
