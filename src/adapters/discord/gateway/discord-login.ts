import { UpstreamError } from '../../../core/errors.ts';
import { discordCodes, toDiscordCode } from '../discord-error.ts';
import { connectGateway } from './discord-connection.ts';
import { toConnectError, toGuildFault } from './gateway-fault.ts';
import { inviteLink } from './invite-link.ts';
import { registerCommands } from './register-commands.ts';
import type { Connection, ConnectionOptions } from './discord-connection.ts';
import type { DiscordApi } from '../rest/discord-api.ts';

/** How to log in. */
export interface LoginOptions extends ConnectionOptions {
  readonly api: DiscordApi;
  /** Registers the commands in this server instead of everywhere. */
  readonly guildId: string | undefined;
}

/**
 * One whole try: who the twin is, its commands, the Gateway.
 *
 * @throws {ConfigError} trying again cannot help
 * @throws {UpstreamError} it may
 */
export async function logIn(options: LoginOptions, signal: AbortSignal): Promise<Connection> {
  const { api, guildId, logger } = options;
  const application = await api.application({ signal }).catch((error: unknown) => {
    throw toConnectError(error);
  });
  const inviteUrl = inviteLink(application.id);
  const scope = { applicationId: application.id, guildId };
  await registerCommands({ api, scope, logger }, { signal }).catch((error: unknown) => {
    if (guildId !== undefined && isAccessFault(error)) throw toGuildFault(guildId, inviteUrl, error);
    if (!(error instanceof UpstreamError) || error.kind !== 'bad_response') throw toConnectError(error);
    // Mentions, DMs and the commands of the last start still work.
    logger.error({ event: 'discord.registration_failed', err: error });
  });
  const connection = await connectGateway(options, signal);
  logger.info({ event: 'discord.connected', application: application.name, inviteUrl }, 'Discord: connected');
  return connection;
}

const GUILD_CODES: readonly number[] = [discordCodes.missingAccess, discordCodes.unknownGuild];

/** Discord answers so for a server that the bot is not in, or that does not exist. */
function isAccessFault(error: unknown): boolean {
  const isRefused = error instanceof UpstreamError && (error.kind === 'auth' || error.kind === 'not_found');
  return isRefused && GUILD_CODES.includes(toDiscordCode(error) ?? 0);
}
