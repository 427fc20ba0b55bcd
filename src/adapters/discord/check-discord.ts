import { DiscordAPIError, REST, Routes } from 'discord.js';
import { z } from 'zod';
import { toDiscordError } from './discord-error.ts';

const user = z.object({ username: z.string(), id: z.string() });

/**
 * Asks Discord who the token belongs to, without a connection.
 *
 * @throws {Error} saying what to do
 */
export async function checkDiscord(options: {
  readonly token: string;
  readonly apiUrl: string;
  readonly signal: AbortSignal;
}): Promise<string> {
  const { token, apiUrl, signal } = options;
  const rest = new REST({ api: apiUrl, retries: 0, timeout: 5000 }).setToken(token);
  try {
    const { username, id } = user.parse(await rest.get(Routes.user(), { signal }));
    return `${username} (application ${id})`;
  } catch (error) {
    if (error instanceof DiscordAPIError && error.status === 401)
      throw new Error('Discord rejects DISCORD_TOKEN: copy it anew from the developer portal.', { cause: error });
    throw toDiscordError('look at the token', error);
  } finally {
    rest.clearHandlerSweeper();
    rest.clearHashSweeper();
  }
}
