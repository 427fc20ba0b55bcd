import { getEventListeners } from 'node:events';
import { expect, test, vi } from 'vitest';
import { connectGateway } from '../../src/adapters/discord/gateway/discord-connection.ts';
import { createLoginGate } from '../../src/adapters/discord/gateway/login-gate.ts';
import { createBotCalls } from '../../src/adapters/discord/rest/bot-calls.ts';
import { ConfigError } from '../../src/core/errors.ts';
import { systemClock } from '../../src/support/clock.ts';
import { createRecordedLogger } from '../fakes/recorded-logger.ts';
import { createBench, PATIENT, waitForAnswer, waitForMessages } from '../fakes/discord/discord-bench.ts';
import { createFakeDiscord } from '../fakes/discord/fake-discord.ts';
import type { DiscordBench } from '../fakes/discord/discord-bench.ts';

const QUESTION = { question: 'Where do you work?' };

test.concurrent('registers its commands at the first start and leaves them alone at the next', async () => {
  await using bench = await createBench();
  await using next = await createBench({ joins: bench.fake });

  const names = bench.fake.world.commands.get('global')?.map(({ name }) => name);
  expect(names?.toSorted()).toEqual(['asktwin', 'reingest', 'twin']);
  expect(next.adapter.state().isReady).toBe(true);
  expect(bench.fake.world.commandWriteCount).toBe(1);
});

test.concurrent('registers its commands again when one was changed', async () => {
  await using bench = await createBench();
  const { world } = bench.fake;
  const [first, ...rest] = world.commands.get('global') ?? [];
  world.commands.set('global', [{ ...first, description: 'Something older' }, ...rest]);

  await using next = await createBench({ joins: bench.fake });

  expect(next.adapter.state().isReady).toBe(true);
  expect(world.commandWriteCount).toBe(2);
  expect(world.commands.get('global')?.map(({ description }) => description)).not.toContain('Something older');
});

test.concurrent('registers its commands in one server, once, when that is asked for', async () => {
  await using bench = await createBench({ isStarted: false });
  const { fake } = bench;
  await using inGuild = await createBench({ joins: fake, guildId: fake.world.guildId });
  await using again = await createBench({ joins: fake, guildId: fake.world.guildId });

  expect(inGuild.adapter.state().isReady && again.adapter.state().isReady).toBe(true);
  expect([...fake.world.commands.keys()]).toEqual([fake.world.guildId]);
  expect(fake.world.commandWriteCount).toBe(1);
});

test.concurrent('a server that the bot is not in is a fault of the configuration, with the link to invite it', async () => {
  await using bench = await createBench({ isStarted: false, guildId: '123456789012345678' });

  const error = await startFault(bench);

  expect(error.faults).toEqual([
    { where: 'DISCORD_GUILD_ID', problem: expect.stringContaining(`client_id=${bench.fake.world.applicationId}`) },
  ]);
});

test.concurrent('a rejected token is a fault of the configuration', async () => {
  await using bench = await createBench({ isStarted: false });
  bench.fake.token = 'another';

  const error = await startFault(bench);

  expect(error.faults.map(({ where }) => where)).toEqual(['DISCORD_TOKEN']);
  expect(error.message).not.toContain(bench.fake.world.bot.id);
  expect(bench.twin.logger.of('discord.rejected')).toEqual([]);
});

test.concurrent.each([4004, 4013, 4014])(
  'a Gateway that closes the login with %i is a fault of the configuration',
  async (code) => {
    await using bench = await createBench({ isStarted: false });
    bench.fake.gateway.refuseWith(code);

    const error = await startFault(bench);

    expect(error.faults.map(({ where }) => where)).toEqual(['DISCORD_TOKEN']);
    expect(bench.fake.gateway.identifyCount).toBe(1);
  },
);

test.concurrent('asks for no privileged intent', async () => {
  await using bench = await createBench();

  expect(bench.fake.gateway.intents).toBe(1 | (1 << 9) | (1 << 12));
});

test.concurrent('starts without Discord and connects when it comes back', async () => {
  await using bench = await createBench({ isStarted: false });
  const { fake, adapter } = bench;
  fake.isAway = true;

  await adapter.start();
  const { isReady } = adapter.state();
  fake.isAway = false;

  await vi.waitUntil(() => adapter.state().isReady, PATIENT);
  fake.slash({ user: fake.person(), command: 'asktwin', options: QUESTION });
  await waitForAnswer(fake);
  expect(isReady).toBe(false);
});

test.concurrent.each(['cut', 4000, 4009, 1001, 'reconnect'] as const)(
  'loses no question when the Gateway drops the line (%s)',
  async (how) => {
    await using bench = await createBench();
    const { fake, adapter } = bench;
    if (how === 'reconnect') fake.gateway.send({ op: 7, d: null });
    else fake.gateway.drop(how);
    await vi.waitUntil(() => fake.gateway.connectionCount === 0, PATIENT);

    const question = fake.dm({ user: fake.person(), text: 'Where do you work?' });

    await waitForAnswer(fake, { channelId: question.channelId });
    await vi.waitUntil(() => adapter.state().isReady, PATIENT);
    expect(fake.gateway.identifyCount).toBe(1);
    expect(fake.gateway.resumeCount).toBe(1);
  },
);

test.concurrent('loses no question that is asked while Discord cannot be reached', async () => {
  await using bench = await createBench();
  const { fake, adapter } = bench;
  fake.isAway = true;
  await vi.waitUntil(() => !adapter.state().isReady, PATIENT);
  const question = fake.dm({ user: fake.person(), text: 'Where do you work?' });
  // The first try to come back is made half a second after the drop.
  await vi.waitUntil(() => bench.twin.logger.of('discord.reconnecting').length >= 3, PATIENT);

  fake.isAway = false;

  await waitForAnswer(fake, { channelId: question.channelId });
  expect(fake.gateway.identifyCount).toBe(1);
  expect(fake.gateway.resumeCount).toBe(1);
});

test.concurrent('logs in anew when its session ends while Discord cannot be reached', async () => {
  await using bench = await createBench();
  const { fake, adapter } = bench;
  fake.isAway = true;
  await vi.waitUntil(() => bench.twin.logger.of('discord.reconnecting').length >= 3, PATIENT);
  fake.gateway.forget();

  fake.isAway = false;

  await vi.waitUntil(() => fake.gateway.identifyCount === 2, PATIENT);
  await vi.waitUntil(() => adapter.state().isReady, PATIENT);
  expect(fake.gateway.resumeCount).toBe(1);
});

test.concurrent('logs in anew when its session is over', async () => {
  await using bench = await createBench();
  const { fake, adapter } = bench;

  fake.gateway.send({ op: 9, d: false });

  await vi.waitUntil(() => fake.gateway.identifyCount === 2, PATIENT);
  await vi.waitUntil(() => adapter.state().isReady, PATIENT);
  fake.slash({ user: fake.person(), command: 'asktwin', options: QUESTION });
  expect(await waitForAnswer(fake)).toHaveLength(1);
});

test.concurrent('a try that failed leaves nothing that waits for the end of the process', async () => {
  await using fake = await createFakeDiscord();
  const closing = new AbortController();
  const logger = createRecordedLogger();
  fake.gateway.refuseWith(4004);
  const options = {
    apiUrl: fake.apiUrl,
    token: fake.token,
    logger,
    gate: createLoginGate({
      clock: systemClock,
      logger,
      ask: (cancel) => createBotCalls(fake).gateway(cancel),
      onSpent: () => undefined,
    }),
    onState: () => undefined,
    onRejected: () => undefined,
    onInteraction: async () => undefined,
    onMessage: async () => undefined,
    onLeft: async () => undefined,
  };

  await expect(connectGateway(options, closing.signal)).rejects.toBeInstanceOf(ConfigError);

  expect(getEventListeners(closing.signal, 'abort')).toEqual([]);
});

test.concurrent('an answer goes on while the Gateway is away', async () => {
  await using bench = await createBench();
  const { fake, twin } = bench;
  twin.generator.script = { deltas: ['The beginning. ', 'The end [1].'], intervalMs: 1500 };
  fake.slash({ user: fake.person(), command: 'asktwin', options: QUESTION });
  await waitForMessages(fake, 1);

  fake.gateway.drop('cut');

  const [answer] = await waitForAnswer(fake);
  expect(answer?.text).toContain('The beginning. The end [1].');
});

test.concurrent('says that it needs a person when a token is taken back while it runs', async () => {
  await using bench = await createBench();
  const { fake, adapter } = bench;
  fake.token = 'another';

  fake.gateway.drop(1000);

  await vi.waitUntil(() => adapter.state().detail.includes('rejects this token'), PATIENT);
  expect(adapter.state().isReady).toBe(false);
});

test.concurrent('tells once, by name, that Discord has rejected it', async () => {
  const rejected: ConfigError[] = [];
  await using bench = await createBench({ onRejected: (error) => rejected.push(error) });
  const { fake } = bench;
  fake.token = 'another';

  fake.mention({ user: fake.person(), text: 'Where do you work?' });
  fake.mention({ user: fake.person(), text: 'What are your skills?' });

  await vi.waitUntil(() => fake.count('channel.type', 401) + fake.count('channel.create', 401) > 0, PATIENT);
  await vi.waitUntil(() => bench.twin.core.tasks.size === 0, PATIENT);
  expect(rejected.map(({ faults }) => faults.map(({ where }) => where))).toEqual([['DISCORD_TOKEN']]);
});

test.concurrent('keeps the line alive', async () => {
  await using bench = await createBench({ fake: { heartbeatMs: 100 } });

  await vi.waitUntil(() => bench.fake.gateway.heartbeatCount >= 3, PATIENT);

  expect(bench.fake.gateway.connectionCount).toBe(1);
});

test.concurrent('leaves nothing open when it is closed', async () => {
  await using bench = await createBench();

  await bench.adapter.close();

  await vi.waitUntil(() => bench.fake.gateway.connectionCount === 0, PATIENT);
  expect(bench.adapter.state()).toEqual({ isReady: false, detail: 'closed' });
  expect(bench.twin.logger.of('discord.reconnecting')).toEqual([]);
});

test.concurrent('logs no token of any kind', async () => {
  await using bench = await createBench();
  const { fake, twin } = bench;
  const user = fake.person();
  fake.faults.next('webhook.edit', { type: 'status', status: 400, code: 50035 });
  const interaction = fake.slash({ user, command: 'asktwin', options: QUESTION });
  await vi.waitUntil(() => twin.logger.of('delivery.completed').length === 1, PATIENT);

  const messages = twin.logger.lines.map(({ fields, message }) => [message, toMessages(fields['err'])]);

  expect(JSON.stringify(messages)).not.toContain(interaction.token);
  expect(JSON.stringify(messages)).not.toContain(fake.token);
});

async function startFault({ adapter }: DiscordBench): Promise<ConfigError> {
  const error = await adapter.start().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ConfigError)) throw new Error('The start did not find a fault.', { cause: error });
  return error;
}

/** What the log prints of our own errors. */
function toMessages(error: unknown): string {
  return error instanceof Error && !('requestBody' in error) ? error.message : '';
}
