import { createButtonListener } from './buttons/button-listener.ts';
import { createCommandListener } from './commands/command-listener.ts';
import { createCallBuckets } from './reply/call-buckets.ts';
import { createInvalidRequests } from './rest/invalid-requests.ts';
import { createDiscordApi } from './rest/create-discord-api.ts';
import { finishReply } from './reply/finish-reply.ts';
import { createMessageListener } from './messages/message-listener.ts';
import { TOKEN_FAULT } from './gateway/gateway-fault.ts';
import { createPersistentLogin } from './gateway/persistent-login.ts';
import type { Interaction } from 'discord.js';
import type { ConfigError } from '../../core/errors.ts';
import { toTenantKey } from '../../core/turn.ts';
import type { Adapter, TwinCore } from '../../core/adapter.ts';
import type { DiscordContext } from './discord-context.ts';

/** How to be on Discord. */
export interface DiscordAdapterOptions {
  /** The bot's token. */
  readonly token: string;
  /** REST base, such as `https://discord.com/api`; the Gateway's address comes from it. */
  readonly apiUrl: string;
  /** Registers the commands in this server, where they work at once, instead of everywhere. */
  readonly guildId?: string | undefined;
  /** Ids of the servers whose members see what is for `members`; none unless told. */
  readonly memberGuilds?: ReadonlySet<string> | undefined;
  /** As in `TWIN_ADMINS`; none unless told. */
  readonly admins?: ReadonlySet<string> | undefined;
  readonly core: TwinCore;
  /** Told, once, when Discord rejects a twin that was let in: nothing but a person can help. */
  readonly onRejected?: ((error: ConfigError) => void) | undefined;
}

const SPARING =
  'Discord refuses too much of late and would bar this address: answers appear whole, without growing, until it is less.';

/** The twin on Discord: slash commands, mentions and DMs. */
export function createDiscordAdapter({ token, apiUrl, guildId, core, ...options }: DiscordAdapterOptions): Adapter {
  const logger = core.logger.child({ adapter: 'discord' });
  const base = { apiUrl: apiUrl.replace(/\/+$/, ''), token };
  const onUnauthorized = (): void => login.reject(TOKEN_FAULT);
  const invalidRequests = createInvalidRequests({
    clock: core.clock,
    onSparing: (count) => logger.error({ event: 'discord.sparing', count }, SPARING),
  });
  const api = createDiscordApi({ ...base, telemetry: core.telemetry, onUnauthorized, invalidRequests });
  const trusted = { memberGuilds: options.memberGuilds ?? new Set(), admins: options.admins ?? new Set() };
  const context = { core, api, buckets: createCallBuckets(), logger, trusted };
  const login = createPersistentLogin({
    ...base,
    api,
    guildId,
    logger,
    clock: core.clock,
    onRejected: (error) => options.onRejected?.(error),
    onInteraction: createInteractionListener(context),
    onMessage: createMessageListener(context),
    onLeft: (guildId) => core.tasks.run(() => core.commands.leave(toTenantKey('discord', guildId))),
  });

  return {
    name: 'discord',
    start: () => login.start(),
    state: () => login.state(),
    finish: (entry) => finishReply({ api, clock: core.clock }, entry),
    close: () => login.close(),
  };
}

function createInteractionListener(context: DiscordContext): (interaction: Interaction) => Promise<void> {
  const onCommand = createCommandListener(context);
  const onButton = createButtonListener(context);
  return async (interaction) => {
    if (interaction.isChatInputCommand()) await onCommand(interaction);
    else if (interaction.isButton()) await onButton(interaction);
  };
}
