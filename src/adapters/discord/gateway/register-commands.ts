import { z } from 'zod';
import { toCommandDefinitions } from './command-definitions.ts';
import type { Cancellable, Logger } from '../../../core/ports.ts';
import type { CommandScope, DiscordApi } from '../rest/discord-api.ts';

/**
 * Registers the commands when they differ from what is registered; writing them costs a part of a daily allowance.
 *
 * @throws {UpstreamError} Discord failed or refused
 * @see https://docs.discord.com/developers/interactions/application-commands#registering-a-command
 */
export async function registerCommands(
  { api, scope, logger }: { readonly api: DiscordApi; readonly scope: CommandScope; readonly logger: Logger },
  { signal }: Cancellable,
): Promise<void> {
  const wanted = toCommandDefinitions({ isGlobal: scope.guildId === undefined });
  const registered = await api.readCommands(scope, { signal });
  if (isSame(registered, wanted)) return;
  await api.writeCommands(scope, wanted, { signal });
  logger.info({ event: 'discord.commands_registered', commands: wanted.length, isGlobal: scope.guildId === undefined });
}

/** Whether two lists of commands mean the same, whatever Discord adds to, leaves out of or reorders in what it gives back. */
export function isSame(registered: readonly unknown[], wanted: readonly unknown[]): boolean {
  return normalise(registered) === normalise(wanted);
}

const optionSchema = z
  .object({
    type: z.number(),
    name: z.string(),
    description: z.string(),
    required: z.boolean().default(false),
    max_length: z.number().nullish().default(null),
  })
  .transform(({ type, name, description, required, max_length: maxLength }) => [
    type,
    name,
    description,
    required,
    maxLength,
  ]);

const commandSchema = z
  .object({
    type: z.number().default(1),
    name: z.string(),
    description: z.string(),
    options: z.array(optionSchema).nullish(),
    default_member_permissions: z.string().nullish(),
    contexts: z.array(z.number()).nullish(),
    integration_types: z.array(z.number()).nullish(),
  })
  .transform((command) => [
    command.name,
    command.type,
    command.description,
    command.options ?? [],
    command.default_member_permissions ?? null,
    command.contexts?.toSorted() ?? null,
    // A server's own commands are always installed in that server.
    command.integration_types?.toSorted() ?? [0],
  ]);

function normalise(commands: readonly unknown[]): string {
  const { data } = z.array(commandSchema).safeParse(commands);
  return JSON.stringify(data?.map((command) => JSON.stringify(command)).toSorted() ?? 'unreadable');
}
