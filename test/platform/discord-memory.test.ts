import { REST, Routes } from 'discord.js';
import { afterEach, expect, test, vi } from 'vitest';
import { connectGateway } from '../../src/adapters/discord/gateway/discord-connection.ts';
import { createLoginGate } from '../../src/adapters/discord/gateway/login-gate.ts';
import { createBotCalls } from '../../src/adapters/discord/rest/bot-calls.ts';
import { REST_OPTIONS } from '../../src/adapters/discord/rest/discord-rest.ts';
import { systemClock } from '../../src/support/clock.ts';
import { createRecordedLogger } from '../fakes/recorded-logger.ts';
import { PATIENT, ROOMY } from '../fakes/discord/discord-bench.ts';
import { createFakeDiscord } from '../fakes/discord/fake-discord.ts';
import type { Message } from 'discord.js';

const WRITERS = 1000;
/** Of the people the twin itself is one. */
const KEPT = { dms: 200, users: 201 };

afterEach(() => {
  vi.useRealTimers();
});

test('a thousand people who write to the twin leave a few in memory', async () => {
  await using fake = await createFakeDiscord();
  const read: Message[] = [];
  await using twin = await connect(fake, (message) => read.push(message));

  for (let at = 0; at < WRITERS; at += 1) fake.dm({ user: fake.person(`writer${at}`), text: 'Where do you work?' });
  await vi.waitUntil(() => read.length === WRITERS, PATIENT);

  const client = read.at(-1)?.client;
  expect(twin.isReady()).toBe(true);
  expect(client?.channels.cache.filter((channel) => channel.isDMBased()).size).toBeLessThan(KEPT.dms);
  expect(client?.channels.cache.has(fake.home.id)).toBe(true);
  expect(client?.users.cache.size).toBeLessThanOrEqual(KEPT.users);
});

test('a person is read again after their channel was let go', async () => {
  await using fake = await createFakeDiscord();
  const read: Message[] = [];
  await using _twin = await connect(fake, (message) => read.push(message));
  const first = fake.person('first');
  fake.dm({ user: first, text: 'Where do you work?' });
  for (let at = 0; at < WRITERS; at += 1) fake.dm({ user: fake.person(`writer${at}`), text: 'Where do you work?' });

  fake.dm({ user: first, text: 'Since when?' });

  await vi.waitUntil(() => read.length === WRITERS + 2, PATIENT);
  expect([read.at(-1)?.author.id, read.at(-1)?.content]).toEqual([first.id, 'Since when?']);
});

test('the queues of channels that nobody calls are gone after a minute', async () => {
  vi.useFakeTimers({ toFake: ['setInterval'] });
  await using fake = await createFakeDiscord({ ...ROOMY });
  const rest = new REST({ ...REST_OPTIONS, api: fake.apiUrl }).setToken(fake.token);
  const channels = Array.from({ length: 40 }, () => fake.channel());
  for (const { id } of channels) await rest.post(Routes.channelTyping(id));
  const busyCount = rest.handlers.size;

  vi.advanceTimersByTime(60_000);

  expect(busyCount).toBeGreaterThanOrEqual(channels.length);
  expect(rest.handlers.size).toBe(0);
});

/** A connection that only reads. */
async function connect(
  fake: Awaited<ReturnType<typeof createFakeDiscord>>,
  onRead: (message: Message) => void,
): Promise<AsyncDisposable & { isReady(): boolean }> {
  const abort = new AbortController();
  const nothing = async (): Promise<void> => undefined;
  const logger = createRecordedLogger();
  let isReady = false;
  const connection = await connectGateway(
    {
      apiUrl: fake.apiUrl,
      token: fake.token,
      logger,
      gate: createLoginGate({
        clock: systemClock,
        logger,
        ask: (options) => createBotCalls(fake).gateway(options),
        onSpent: () => undefined,
      }),
      onInteraction: nothing,
      onLeft: nothing,
      onMessage: async (message) => onRead(message),
      onState: (state) => {
        isReady = state.isReady;
      },
      onRejected: ({ problem }) => expect.unreachable(problem),
    },
    abort.signal,
  );
  await vi.waitUntil(() => isReady, PATIENT);
  return {
    isReady: () => isReady,
    async [Symbol.asyncDispose]() {
      abort.abort();
      await connection.close();
    },
  };
}
