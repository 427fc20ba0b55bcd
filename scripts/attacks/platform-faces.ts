import { setTimeout as sleep } from 'node:timers/promises';
import { createDiscordAdapter } from '../../src/adapters/discord/discord-adapter.ts';
import { createSlackAdapter } from '../../src/adapters/slack/slack-adapter.ts';
import type { Clock } from '../../src/core/ports.ts';
import { createFakeDiscord } from '../../test/fakes/discord/fake-discord.ts';
import type { FakeDiscord } from '../../test/fakes/discord/fake-discord.ts';
import { createSlackFake } from '../../test/fakes/slack/slack-fake.ts';
import type { SlackFake } from '../../test/fakes/slack/slack-fake.ts';
import type { TestCore } from '../../test/fakes/test-core.ts';
import type { AttackedFace, OpenFaces, Sight } from './faces.ts';

/** Time runs so many times faster for pacing, so that thousands of answers take minutes. */
const SPEED = 400;
const NO_EMBEDS = 4;
const PATIENCE_MS = 60_000;

/** A clock that runs fast. */
export function createFastClock(): Clock {
  const startedAt = Date.now();
  return {
    now: () => startedAt + (Date.now() - startedAt) * SPEED,
    sleep: (ms, signal) => sleep(ms / SPEED, undefined, { signal }),
  };
}

/** A command, a mention and a direct message on Discord. */
export async function openDiscord(twin: TestCore): Promise<OpenFaces> {
  const fake = await createFakeDiscord({ limit: { maxCount: 1000, windowMs: 1000 } });
  const adapter = createDiscordAdapter({
    token: fake.token,
    apiUrl: fake.apiUrl,
    memberGuilds: new Set<string>(),
    admins: new Set<string>(),
    core: twin.core,
    guildId: undefined,
  });
  await adapter.start();
  await until(() => adapter.state().isReady);
  const say: Readonly<Record<string, (question: string) => string>> = {
    'discord command': (question) => {
      const channel = fake.channel();
      fake.slash({ user: fake.person(), channel, command: 'asktwin', options: { question } });
      return channel.id;
    },
    'discord mention': (text) => fake.mention({ user: fake.person(), channel: fake.channel(), text }).channelId,
    'discord dm': (text) => fake.dm({ user: fake.person(), text }).channelId,
  };
  const faces = Object.entries(say).map(([name, ask]): AttackedFace => ({
    name,
    dialect: 'discord',
    async ask(question) {
      const problems = fake.problems.length;
      const channelId = ask(question);
      await until(() => fake.transcript.messages().some((one) => one.channelId === channelId && one.text !== ''));
      await until(() => twin.core.tasks.size === 0);
      return toDiscordSight(fake, channelId, problems);
    },
  }));
  return {
    faces,
    async [Symbol.asyncDispose]() {
      await adapter.close();
      await fake[Symbol.asyncDispose]();
    },
  };
}

function toDiscordSight(fake: FakeDiscord, channelId: string, known: number): Sight {
  const messages = fake.transcript.messages().filter((one) => one.channelId === channelId);
  const unfolding = messages.filter(({ flags, text }) => text !== '' && (flags & NO_EMBEDS) === 0);
  return {
    frames: messages.flatMap(({ frames }) => frames.map(({ text }) => text)),
    problems: [...fake.problems.slice(known), ...unfolding.map(() => 'unfurl: embeds are not suppressed')],
  };
}

/** A mention, a direct message and a command in Slack: as a stream, as edits, and to the asker alone. */
export async function openSlack(twin: TestCore, clock: Clock, isStreaming: boolean): Promise<OpenFaces> {
  const fake = await createSlackFake({ now: () => clock.now() });
  const refusal = { kind: 'error', code: 'channel_type_not_supported' } as const;
  if (!isStreaming) fake.fail('chat.startStream', refusal, { times: 1_000_000 });
  const { botToken, appToken, apiUrl } = fake;
  const adapter = createSlackAdapter({
    botToken,
    appToken,
    apiUrl,
    admins: new Set(['slack:U0ADMIN']),
    core: twin.core,
  });
  await adapter.start();
  const way = isStreaming ? 'stream' : 'edits';
  const ask: Readonly<Record<string, (text: string, mark: string) => Promise<string>>> = {
    'slack mention': async (text, mark) =>
      (await fake.mention({ text, channel: `C${mark}`, user: `U${mark}` })).channel,
    'slack dm': async (text, mark) => (await fake.dm({ text, channel: `D${mark}`, user: `U${mark}` })).channel,
    'slack command': async (text, mark) =>
      (await fake.slash('/asktwin', { text, channel: `C${mark}`, user: `U${mark}` })).channel,
    'slack private': async (text, mark) => {
      fake.workspace.foreignChannels.add(`C${mark}`);
      return (await fake.slash('/asktwin', { text, channel: `C${mark}`, user: `U${mark}` })).channel;
    },
    'slack reingest': async (text, mark) =>
      (await fake.slash('/reingest', { text, channel: `C${mark}`, user: 'U0ADMIN' })).channel,
  };
  const faces = Object.entries(ask).map(([name, send]): AttackedFace => ({
    name: `${name} (${way})`,
    dialect: 'slack',
    async ask(question, mark) {
      const [problems, pings, calls] = [fake.problems.length, fake.pings.length, fake.calls.length];
      const channel = await send(question, `${mark}${name.replaceAll(/\W/g, '')}`);
      await until(() => toFrames(fake, channel).some((text) => text !== ''));
      await until(() => twin.core.tasks.size === 0);
      return toSlackSight(fake, channel, { problems, pings, calls });
    },
  }));
  return {
    faces,
    async [Symbol.asyncDispose]() {
      await adapter.close();
      await fake.close();
    },
  };
}

interface Known {
  readonly problems: number;
  readonly pings: number;
  readonly calls: number;
}

function toSlackSight(fake: SlackFake, channel: string, known: Known): Sight {
  const unfolding = fake.calls
    .slice(known.calls)
    .filter(({ method }) => method === 'chat.postMessage')
    .filter(({ params }) => params['unfurl_links'] !== 'false' || params['unfurl_media'] !== 'false');
  return {
    frames: toFrames(fake, channel),
    problems: [
      ...fake.problems.slice(known.problems),
      ...fake.pings.slice(known.pings).map((ping) => `ping: ${ping}`),
      ...unfolding.map(() => 'unfurl: links are not held back'),
    ],
  };
}

function toFrames(fake: SlackFake, channel: string): readonly string[] {
  const whispered = fake.workspace.privateMessages.filter((one) => one.channel === channel);
  return [...fake.botMessages(channel), ...whispered].flatMap(({ frames }) => frames.map(({ text }) => text));
}

async function until(condition: () => boolean): Promise<void> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  while (!condition()) await sleep(1, undefined, { signal });
}
