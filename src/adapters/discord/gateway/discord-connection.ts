import { Client, Events, GatewayIntentBits, Options, Partials } from 'discord.js';
import { toDiscordError } from '../discord-error.ts';
import { REST_OPTIONS } from '../rest/discord-rest.ts';
import { keepSessions } from './kept-sessions.ts';
import { knowGateway } from './known-gateway.ts';
import { toConnectError, toDisconnectFault } from './gateway-fault.ts';
import { guardEvents } from './guard-events.ts';
import { createShardStates } from './shard-states.ts';
import { createDmSweep } from './sweep-dms.ts';
import type { APIGatewayBotInfo, CacheWithLimitsOptions, Interaction, Message } from 'discord.js';
import type { PartState } from '../../../core/adapter.ts';
import type { ConfigFault } from '../../../core/errors.ts';
import type { Logger } from '../../../core/ports.ts';
import type { LoginGate } from './login-gate.ts';
import type { ShardStates } from './shard-states.ts';

/** What arrives over the Gateway. Neither listener rejects. */
export interface GatewayListeners {
  readonly onInteraction: (interaction: Interaction) => Promise<void>;
  readonly onMessage: (message: Message) => Promise<void>;
  /** The twin was removed from a server; a server that is only out of order is not left. */
  readonly onLeft: (guildId: string) => Promise<void>;
}

/** How to connect. */
export interface ConnectionOptions extends GatewayListeners {
  readonly apiUrl: string;
  readonly token: string;
  readonly logger: Logger;
  readonly gate: LoginGate;
  /** Told of every change. */
  readonly onState: (state: PartState) => void;
  /** Told when Discord will not let the twin in again. */
  readonly onRejected: (fault: ConfigFault) => void;
}

/** A connection to the Gateway, which comes back by itself after a drop. */
export interface Connection {
  close(): Promise<void>;
}

/** What people write is not kept, since the twin reads each message once; of the people only some, and itself. */
const CACHE_LIMITS: CacheWithLimitsOptions = {
  ...Options.DefaultMakeCacheSettings,
  MessageManager: 0,
  PresenceManager: 0,
  ReactionManager: 0,
  UserManager: { maxSize: 200, keepOverLimit: ({ id, client }) => id === client.user.id },
  GuildMemberManager: { maxSize: 200, keepOverLimit: ({ id, client }) => id === client.user.id },
};

/**
 * Makes clients of their own for this one try: a client whose login failed is of no use any more. There is one for each shard:
 * a client of several keeps back everything that people do until the last of them is in, and each has to wait for its turn.
 *
 * @throws {ConfigError} the token is rejected, or an intent is not allowed
 * @throws {UpstreamError} Discord is away, or takes no login for now
 */
export async function connectGateway(options: ConnectionOptions, signal: AbortSignal): Promise<Connection> {
  const gateway = await options.gate.gateway({ signal });
  const states = createShardStates(gateway.shards, options.onState);
  const clients = Array.from({ length: gateway.shards }, (_none, shard) => {
    const client = createClient(options, gateway, shard);
    listen(client, { ...options, states }, signal);
    return client;
  });
  const close = async (): Promise<void> => void (await Promise.all(clients.map((client) => client.destroy())));
  // A login that waits for the Gateway has no other way to be given up.
  const giveUp = (): void => void close().catch(() => undefined);
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    await Promise.all(clients.map((client) => client.login(options.token)));
  } catch (error) {
    signal.removeEventListener('abort', giveUp);
    await close();
    throw toConnectError(error);
  }
  return { close };
}

function createClient({ apiUrl, logger, gate }: ConnectionOptions, gateway: APIGatewayBotInfo, shard: number): Client {
  const noteUnreadable = (error: unknown): void => logger.error({ event: 'discord.event_unreadable', err: error });
  return new Client({
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages],
    // Without it the first message of a DM is not delivered.
    partials: [Partials.Channel],
    shards: [shard],
    shardCount: gateway.shards,
    allowedMentions: { parse: [], repliedUser: false },
    enforceNonce: true,
    rest: { ...REST_OPTIONS, api: apiUrl },
    ws: {
      buildStrategy: knowGateway(gateway, guardEvents(keepSessions(), noteUnreadable)),
      buildIdentifyThrottler: gate.toThrottler(gateway.session_start_limit.max_concurrency),
    },
    makeCache: Options.cacheWithLimits(CACHE_LIMITS),
  });
}

/** A rejected listener, or an `error` event that nobody takes, would end the process. */
function listen(
  client: Client,
  options: ConnectionOptions & { readonly states: ShardStates },
  signal: AbortSignal,
): void {
  const { onInteraction, onMessage, onLeft, onState, onRejected, logger, states } = options;
  const toUp = (shard: number): void => states.toUp(shard, client.user?.tag ?? 'the twin');
  const noteBug = (error: unknown): void => logger.error({ event: 'discord.listener_failed', err: error });
  client.on(Events.InteractionCreate, (interaction) => void onInteraction(interaction).catch(noteBug));
  client.on(Events.GuildDelete, ({ id }) => void onLeft(id).catch(noteBug));
  const sweepDms = createDmSweep();
  client.on(Events.MessageCreate, (message) => {
    void onMessage(message).catch(noteBug);
    sweepDms(message);
  });
  client.on(Events.ShardResume, toUp);
  client.on(Events.ShardReady, toUp);
  client.on(Events.ShardReconnecting, (shard) => {
    // A client that is closed says this, too.
    if (signal.aborted) return;
    states.toDown(shard);
    logger.info({ event: 'discord.reconnecting', shard });
  });
  client.on(Events.ShardDisconnect, ({ code }, shard) => {
    states.toDown(shard);
    logger.error({ event: 'discord.disconnected', shard, code }, 'Discord: disconnected for good');
    onRejected(toDisconnectFault(code));
  });
  client.on(Events.Invalidated, () => onState({ isReady: false, detail: 'the session ended; start the twin again' }));
  client.on(Events.ShardError, (error, shard) => {
    logger.debug({ event: 'discord.shard_failed', shard, err: toDiscordError('keep the Gateway open', error) });
  });
  client.on(Events.Error, (error) => {
    logger.error({ event: 'discord.client_failed', err: toDiscordError('take an event', error) });
  });
}
