import { DiscordjsError, DiscordjsErrorCodes, GatewayCloseCodes } from 'discord.js';
import { ConfigError, UpstreamError } from '../../../core/errors.ts';
import { toDiscordError } from '../discord-error.ts';
import type { ConfigFault } from '../../../core/errors.ts';

/** The bot's token is not, or no longer, valid. */
export const TOKEN_FAULT: ConfigFault = {
  where: 'DISCORD_TOKEN',
  problem: 'Discord rejects this token. Make a new one under "Bot" at https://discord.com/developers/applications.',
};
const INTENT_FAULT: ConfigFault = {
  where: 'DISCORD_TOKEN',
  problem:
    'Discord does not allow this application what the twin needs (Guilds, Guild Messages, Direct Messages). Check it at https://discord.com/developers/applications.',
};
const VERSION_FAULT: ConfigFault = {
  where: 'DISCORD_API_URL',
  problem: 'Discord does not take this version of its protocol there. Correct the address or update the twin.',
};

/**
 * Ends of a connection after which another try cannot help.
 *
 * @see https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
 */
export const GATEWAY_FAULTS: ReadonlyMap<number, ConfigFault> = new Map([
  [GatewayCloseCodes.AuthenticationFailed, TOKEN_FAULT],
  [GatewayCloseCodes.InvalidIntents, INTENT_FAULT],
  [GatewayCloseCodes.DisallowedIntents, INTENT_FAULT],
  [GatewayCloseCodes.InvalidAPIVersion, VERSION_FAULT],
]);

/** What discord.js says at a login that the Gateway ended; it gives no codes there. */
const LOGIN_MESSAGES: ReadonlyMap<string, ConfigFault> = new Map([
  ['Authentication failed', TOKEN_FAULT],
  ['Used invalid intents', INTENT_FAULT],
  ['Used disallowed intents', INTENT_FAULT],
  ['Used an invalid API version', VERSION_FAULT],
]);

/** Translates the failure of a login or of a first call: a fault of the configuration, or one that passes. */
export function toConnectError(cause: unknown): ConfigError | UpstreamError {
  if (cause instanceof UpstreamError) return cause.kind === 'auth' ? new ConfigError([TOKEN_FAULT], { cause }) : cause;
  const fault =
    cause instanceof DiscordjsError && cause.code === DiscordjsErrorCodes.TokenInvalid
      ? TOKEN_FAULT
      : LOGIN_MESSAGES.get(cause instanceof Error ? cause.message : '');
  return fault === undefined ? toDiscordError('let the twin in', cause) : new ConfigError([fault], { cause });
}

/** Why a connection that stood has ended for good. @see GATEWAY_FAULTS */
export function toDisconnectFault(code: number): ConfigFault {
  const problem = `Discord has ended the connection for good (close code ${code}). Start the twin again.`;
  return GATEWAY_FAULTS.get(code) ?? { where: 'DISCORD_TOKEN', problem };
}

/** The fault of a server in which the commands cannot be registered. */
export function toGuildFault(guildId: string, inviteUrl: string, cause: unknown): ConfigError {
  const problem = `The twin is not in the server ${guildId}. Invite it with ${inviteUrl} or correct the id.`;
  return new ConfigError([{ where: 'DISCORD_GUILD_ID', problem }], { cause });
}
