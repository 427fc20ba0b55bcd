import { createBotMessages } from './bot-messages.ts';
import { createGatewayLogins } from './gateway-logins.ts';
import { createGatewaySessions } from './gateway-sessions.ts';
import { createPeople } from './people.ts';
import { createRateBuckets } from './rate-buckets.ts';
import { createRestHandler } from './rest-handler.ts';
import { createScriptedFaults } from './scripted-faults.ts';
import { openServers } from './servers.ts';
import { addChannel, createWorld } from './world.ts';
import type { GatewayLogins, LoginRules } from './gateway-logins.ts';
import type { GatewaySessions } from './gateway-sessions.ts';
import type { People } from './people.ts';
import type { BucketLimit } from './rate-buckets.ts';
import type { CallRecord } from './rest-handler.ts';
import type { RouteName } from './routes.ts';
import type { ScriptedFaults } from './scripted-faults.ts';
import type { Transcript } from './transcript.ts';
import type { FakeChannel, World } from './world.ts';

/**
 * A small Discord on loopback: REST and Gateway with the limits that the real one enforces. It records what people
 * would see, and in `problems` everything that a well-behaved bot never does.
 */
export interface FakeDiscord extends People, AsyncDisposable {
  /** REST base, for `DISCORD_API_URL`. */
  readonly apiUrl: string;
  /** The token that it accepts; change it and the old one is rejected. */
  token: string;
  readonly world: World;
  /** The server's text channel. */
  readonly home: FakeChannel;
  readonly transcript: Transcript;
  readonly gateway: GatewaySessions;
  readonly logins: GatewayLogins;
  readonly faults: ScriptedFaults;
  /** Every call, in order. */
  readonly calls: readonly CallRecord[];
  readonly problems: readonly string[];
  /** While true, nobody answers. */
  isAway: boolean;
  /** How many calls of one route there were, optionally with one status. */
  count(route: RouteName | 'unknown', status?: CallRecord['status']): number;
  /** How many calls were answered with 429. */
  readonly rateLimitedCount: number;
}

/** How to make one. */
export interface FakeDiscordOptions {
  /** Gives epoch ms; the machine's clock by default. */
  readonly now?: () => number;
  /** Per channel and per interaction token; five in five seconds by default. */
  readonly limit?: BucketLimit;
  readonly heartbeatMs?: number;
  /** How many servers the bot is in; one by default. */
  readonly guildCount?: number;
  readonly logins?: LoginRules;
}

/** Opens a fake on a free port. */
export async function createFakeDiscord({
  now = Date.now,
  limit = { maxCount: 5, windowMs: 5000 },
  heartbeatMs = 41_250,
  guildCount = 1,
  logins: rules = {},
}: FakeDiscordOptions = {}): Promise<FakeDiscord> {
  const world = createWorld(now, guildCount);
  const home = addChannel(world, { type: 0, guildId: world.guildId });
  const faults = createScriptedFaults();
  const calls: CallRecord[] = [];
  const secret = { token: `fake.${world.bot.id}.token` };
  const wire = { url: '' };
  const token = (): string => secret.token;

  const logins = createGatewayLogins(world, rules);
  const gateway = createGatewaySessions({
    world,
    logins,
    heartbeatMs,
    privilegedIntents: 0,
    token,
    url: () => `ws://${wire.url}/gw`,
  });
  const dispatch: typeof gateway.dispatch = (event, data) => {
    const place = world.channels.get(String(data['channel_id']));
    // The bot's own messages come back to it like everybody's.
    gateway.dispatch(event, {
      ...(place?.guildId === undefined ? {} : { guild_id: place.guildId }),
      channel_type: place?.type,
      ...data,
    });
  };
  const messages = createBotMessages(world, dispatch);
  const servers = await openServers({
    sessions: () => gateway,
    onBug: (error) => world.problems.push(`The fake failed: ${String(error)}`),
    handle: createRestHandler({
      world,
      messages,
      faults,
      calls,
      limit,
      token,
      buckets: createRateBuckets(now),
      gateway: () => ({ url: `ws://${wire.url}/gw`, ...logins.toJson() }),
    }),
  });
  wire.url = `127.0.0.1:${servers.port}`;

  return {
    ...createPeople(world, gateway.dispatch, home),
    apiUrl: `http://${wire.url}/api`,
    world,
    home,
    transcript: world.transcript,
    gateway,
    logins,
    faults,
    calls,
    problems: world.problems,
    get token() {
      return secret.token;
    },
    set token(value) {
      secret.token = value;
    },
    get isAway() {
      return servers.isAway;
    },
    set isAway(value) {
      servers.isAway = value;
    },
    count: (route, status) =>
      calls.filter((call) => call.route === route && (status === undefined || call.status === status)).length,
    get rateLimitedCount() {
      return calls.filter(({ status }) => status === 429).length;
    },
    [Symbol.asyncDispose]: () => servers[Symbol.asyncDispose](),
  };
}
