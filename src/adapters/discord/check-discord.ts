import { createBotCalls } from './rest/bot-calls.ts';

/**
 * Asks Discord who the token belongs to, without a connection.
 *
 * @throws {UpstreamError} saying what to do
 */
export async function checkDiscord(options: {
  readonly token: string;
  readonly apiUrl: string;
  readonly signal: AbortSignal;
}): Promise<string> {
  const { token, apiUrl, signal } = options;
  const calls = createBotCalls({ apiUrl: apiUrl.replace(/\/+$/, ''), token });
  const { name, id } = await calls.application({ signal });
  return `${name} (application ${id})`;
}
