import { createDiscordAdapter } from '../../../src/adapters/discord/discord-adapter.ts';
import { createFakeDiscord, type FakeDiscord } from '../../../test/fakes/discord/fake-discord.ts';
import type { FakeChannel } from '../../../test/fakes/discord/world.ts';
import type { RouteName } from '../../../test/fakes/discord/routes.ts';
import type { Fault } from '../../../test/fakes/discord/scripted-faults.ts';
import type { MessageTranscript } from '../../../test/fakes/discord/transcript.ts';
import { createTestCore } from '../../../test/fakes/test-core.ts';
import { createTimedModel, TIMED_FILES } from './timed-model.ts';
import { hasEnd, toSeen, type MessageFrames } from './seen-answer.ts';
import { becomes, type Asked, type LoopbackFault, type Stage } from './stage.ts';

/** The requests that show answers. */
export const DISCORD_REQUESTS = [
  'webhook.edit',
  'webhook.create',
  'channel.create',
  'channel.edit',
] as const satisfies readonly RouteName[];

const FAULTS: Readonly<Record<LoopbackFault, Fault>> = {
  rate_limited: { type: 'rateLimited', retryAfterMs: 1000 },
  unavailable: { type: 'status', status: 503 },
  'reset before': { type: 'reset', isDone: false },
  'reset after': { type: 'reset', isDone: true },
};

/** Opens a Discord whose answers take `roundTripMs`, and connects the bot. */
export async function createDiscordStage(roundTripMs: number): Promise<Stage> {
  const fake = await createFakeDiscord();
  const model = createTimedModel();
  const twin = await createTestCore({ model, files: TIMED_FILES, capacity: { maxRunning: 50, maxWaiting: 50 } });
  const adapter = createDiscordAdapter({
    token: fake.token,
    apiUrl: fake.apiUrl,
    guildId: undefined,
    memberGuilds: new Set(),
    admins: new Set(),
    core: twin.core,
    onRejected: undefined,
  });
  await adapter.start();
  await becomes(() => adapter.state().isReady);
  if (roundTripMs > 0)
    for (const kind of DISCORD_REQUESTS) fake.faults.standing('', kind, { type: 'delay', ms: roundTripMs });
  const places = new Map<string, FakeChannel>();
  let plannedCount = 0;

  const placeOf = (name: string): FakeChannel => {
    const place = places.get(name) ?? fake.channel(name);
    places.set(name, place);
    return place;
  };
  const isShowing = ({ route }: { readonly route: string }): boolean => DISCORD_REQUESTS.some((kind) => kind === route);

  return {
    fail(kind, fault) {
      const route = DISCORD_REQUESTS.find((one) => one === kind);
      if (route === undefined) throw new Error(`Discord has no request ${kind}.`);
      if (fault === 'rate_limited') plannedCount += 1;
      fake.faults.next(route, FAULTS[fault]);
    },
    async show(asked) {
      const [question, channel] = [model.ask(asked), placeOf(asked.place)];
      await becomes(() => false, asked.startMs);
      const isAnswer = ask(fake, asked, question, channel);
      const frames = (): readonly MessageFrames[] => fake.transcript.messages().filter(isAnswer).map(framesOf);
      await becomes(() => hasEnd(frames()) && twin.core.tasks.size === 0);
      return toSeen(asked.text, model.writtenFor(question), { messages: frames(), mayRepeat: false });
    },
    wasMade: (kind) => fake.calls.some(({ route }) => route === kind),
    get requestCount() {
      return fake.calls.filter(isShowing).length;
    },
    get limitedCount() {
      return fake.rateLimitedCount - plannedCount;
    },
    problems: fake.problems,
    async [Symbol.asyncDispose]() {
      await adapter.close();
      await twin[Symbol.asyncDispose]();
      await fake[Symbol.asyncDispose]();
    },
  };
}

/** Asks, and tells the messages of the answer from others. */
function ask(
  fake: FakeDiscord,
  { by }: Asked,
  question: string,
  channel: FakeChannel,
): (message: MessageTranscript) => boolean {
  const user = fake.person();
  if (by === 'slash') {
    fake.slash({ user, command: 'asktwin', options: { question }, channel });
    return ({ channelId }) => channelId === channel.id;
  }
  const { id } = fake.mention({ user, text: question, channel });
  // What follows a first message is a reply to nothing; the bot names all that belongs to one answer by its question.
  return ({ nonce }) => nonce?.startsWith(`${id}-`) === true;
}

function framesOf({ frames }: MessageTranscript): MessageFrames {
  return frames.filter(({ kind }) => kind !== 'loading').map(({ at, text }) => ({ at, text }));
}
