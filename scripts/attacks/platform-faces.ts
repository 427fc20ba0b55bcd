import { setTimeout as sleep } from 'node:timers/promises';
import { createDiscordAdapter } from '../../src/adapters/discord/discord-adapter.ts';
import { createSlackAdapter } from '../../src/adapters/slack/slack-adapter.ts';
import type { Clock } from '../../src/core/ports.ts';
import { createFastClock } from '../../test/fakes/fast-clock.ts';
import { createFakeDiscord } from '../../test/fakes/discord/fake-discord.ts';
import type { FakeDiscord } from '../../test/fakes/discord/fake-discord.ts';
import type { MessageTranscript } from '../../test/fakes/discord/transcript.ts';
import type { FakeUser } from '../../test/fakes/discord/world.ts';
import type { ApiCall } from '../../test/fakes/slack/api-call.ts';
import { createSlackFake } from '../../test/fakes/slack/slack-fake.ts';
import type { SlackFake } from '../../test/fakes/slack/slack-fake.ts';
import type { TestCore } from '../../test/fakes/test-core.ts';
import type { AttackedFace, OpenFaces, Sight } from './faces.ts';

/** Time runs so many times faster for pacing, so that thousands of answers take minutes. */
const SPEED = 30;
/** What Discord's SDK counts by itself, fifty requests a second of a bot, is counted by the real clock. */
const BOT_SPEED = 8;
const NO_EMBEDS = 4;
const PATIENCE_MS = 170_000;
const LOOK_EVERY_MS = 10;

/** A clock that is as fast as a face allows. */
export function createClockFor(face: string): Clock {
  return createFastClock({ speed: /^discord (?:mention|dm)/.test(face) ? BOT_SPEED : SPEED });
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
  const say: Readonly<Record<string, (user: FakeUser, question: string) => string>> = {
    'discord command': (user, question) => {
      const channel = fake.channel();
      fake.slash({ user, channel, command: 'asktwin', options: { question } });
      return channel.id;
    },
    'discord mention': (user, text) => fake.mention({ user, channel: fake.channel(), text }).channelId,
    'discord dm': (user, text) => fake.dm({ user, text }).channelId,
  };
  const takeNew = createTaker(() => fake.problems);
  const faces = Object.entries(say).map(([name, ask]): AttackedFace => ({
    name,
    dialect: 'discord',
    async ask(question) {
      const user = fake.person();
      const place = ask(user, question);
      const messages = (): readonly MessageTranscript[] => messagesTo(fake, user, place);
      await until(() => twin.core.tasks.size === 0 && messages().some(({ text }) => text !== ''));
      return toDiscordSight(messages(), takeNew());
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

/** Where a question was asked, and in the DM, which takes refusals. */
function messagesTo({ transcript, world }: FakeDiscord, { id }: FakeUser, place: string): readonly MessageTranscript[] {
  return transcript
    .messages()
    .filter(({ channelId }) => channelId === place || world.channels.get(channelId)?.recipientId === id);
}

function toDiscordSight(messages: readonly MessageTranscript[], problems: readonly string[]): Sight {
  const unfolding = messages.filter(({ flags, text }) => text !== '' && (flags & NO_EMBEDS) === 0);
  return {
    frames: messages.flatMap(({ frames }) => frames.map(({ text }) => text)),
    problems: [...problems, ...unfolding.map(() => 'unfurl: embeds are not suppressed')],
  };
}

/** Gives what has come since it was last asked, so that nothing counts twice where answers are written at the same time. */
function createTaker<T>(read: () => readonly T[]): () => readonly T[] {
  let taken = 0;
  return () => {
    const fresh = read().slice(taken);
    taken += fresh.length;
    return fresh;
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
  const takers = {
    problems: createTaker(() => fake.problems),
    pings: createTaker(() => fake.pings),
    calls: createTaker(() => fake.calls),
  };
  const faces = Object.entries(ask).map(([name, send]): AttackedFace => ({
    name: `${name} (${way})`,
    dialect: 'slack',
    async ask(question, mark) {
      const channel = await send(question, `${mark}${name.replaceAll(/\W/g, '')}`);
      await until(() => twin.core.tasks.size === 0 && toFrames(fake, channel).some((text) => text !== ''));
      const [problems, pings, calls] = [takers.problems(), takers.pings(), takers.calls()];
      return toSlackSight(toFrames(fake, channel), { problems, pings, calls });
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

interface Fresh {
  readonly problems: readonly string[];
  readonly pings: readonly string[];
  readonly calls: readonly ApiCall[];
}

function toSlackSight(frames: readonly string[], { problems, pings, calls }: Fresh): Sight {
  const unfolding = calls
    .filter(({ method }) => method === 'chat.postMessage')
    .filter(({ params }) => params['unfurl_links'] !== 'false' || params['unfurl_media'] !== 'false');
  return {
    frames,
    problems: [
      ...problems,
      ...pings.map((ping) => `ping: ${ping}`),
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
  while (!condition()) await sleep(LOOK_EVERY_MS, undefined, { signal });
}
