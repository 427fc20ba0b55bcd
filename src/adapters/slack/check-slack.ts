import { webApi } from '@slack/bolt';
import { toSlackError } from './slack-error.ts';

/**
 * Asks Slack who the bot token belongs to.
 *
 * @throws {UpstreamError} saying what to do
 */
export async function checkSlack(options: { readonly botToken: string; readonly apiUrl: string }): Promise<string> {
  const { botToken, apiUrl } = options;
  const client = new webApi.WebClient(botToken, { slackApiUrl: apiUrl, retryConfig: { retries: 0 }, timeout: 5000 });
  const { user, team } = await client.auth.test().catch(toSlackError('auth.test'));
  return `${user ?? 'connected'} in ${team ?? 'a workspace'}`;
}
