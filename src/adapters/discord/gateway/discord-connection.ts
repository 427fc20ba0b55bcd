import { Client, Events, GatewayIntentBits, Options, Partials } from 'discord.js';
import { toDiscordError } from '../discord-error.ts';
import { REST_OPTIONS } from '../rest/discord-rest.ts';
import { keepSessions } from './kept-sessions.ts';
import { toConnectError, toDisconnectFault } from './gateway-fault.ts';
import { toThrottler } from './login-pace.ts';
import type { LoginPace } from './login-pace.ts';
import { guardEvents } from './guard-events.ts';
import { createDmSweep } from './sweep-dms.ts';
import type { CacheWithLimitsOptions, Interaction, Message } from 'discord.js';
import type { PartState } from '../../../core/adapter.ts';
import type { ConfigFault } from '../../../core/errors.ts';
import type { Logger } from '../../../core/ports.ts';

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
  readonly loginPace: LoginPace;
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
 * Makes a client of its own for this one try: a client whose login failed is of no use any more.
 *
 * @throws {ConfigError} the token is rejected, or an intent is not allowed
 * @throws {UpstreamError} Discord is away
 */
export async function connectGateway(options: ConnectionOptions, signal: AbortSignal): Promise<Connection> {
  const { apiUrl, token, logger, loginPace } = options;
  const noteUnreadable = (error: unknown): void => logger.error({ event: 'discord.event_unreadable', err: error });
  const client = new Client({
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages],
    // Without it the first message of a DM is not delivered.
    partials: [Partials.Channel],
    shards: 'auto',
    allowedMentions: { parse: [], repliedUser: false },
    enforceNonce: true,
    rest: { ...REST_OPTIONS, api: apiUrl },
    ws: {
      buildStrategy: guardEvents(keepSessions(), noteUnreadable),
      buildIdentifyThrottler: toThrottler(loginPace),
    },
    makeCache: Options.cacheWithLimits(CACHE_LIMITS),
  });
  listen(client, options, signal);
  // A login that waits for the Gateway has no other way to be given up.
  const giveUp = (): void => void client.destroy().catch(() => undefined);
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    await client.login(token);
  } catch (error) {
    signal.removeEventListener('abort', giveUp);
    await client.destroy();
    throw toConnectError(error);
  }
  return { close: () => client.destroy() };
}

/** A rejected listener, or an `error` event that nobody takes, would end the process. */
function listen(
  client: Client,
  { onInteraction, onMessage, onLeft, onState, onRejected, logger }: ConnectionOptions,
  signal: AbortSignal,
): void {
  const downShards = new Set<number>();
  const toUp = (shard: number): void => {
    downShards.delete(shard);
    if (downShards.size === 0) onState({ isReady: true, detail: `connected as ${client.user?.tag ?? 'the twin'}` });
  };

  const noteBug = (error: unknown): void => logger.error({ event: 'discord.listener_failed', err: error });
  client.on(Events.InteractionCreate, (interaction) => void onInteraction(interaction).catch(noteBug));
  client.on(Events.GuildDelete, ({ id }) => void onLeft(id).catch(noteBug));
  const sweepDms = createDmSweep();
  client.on(Events.MessageCreate, (message) => {
    void onMessage(message).catch(noteBug);
    sweepDms(message);
  });
  client.on(Events.ClientReady, () => toUp(-1));
  client.on(Events.ShardResume, toUp);
  client.on(Events.ShardReady, toUp);
  client.on(Events.ShardReconnecting, (shard) => {
    // A client that is closed says this, too.
    if (signal.aborted) return;
    downShards.add(shard);
    onState({ isReady: false, detail: 'reconnecting' });
    logger.info({ event: 'discord.reconnecting', shard });
  });
  client.on(Events.ShardDisconnect, ({ code }, shard) => {
    downShards.add(shard);
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
