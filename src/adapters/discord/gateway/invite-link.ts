import { OAuth2Scopes, PermissionFlagsBits } from 'discord.js';

const { AddReactions, ReadMessageHistory, SendMessages, SendMessagesInThreads, ViewChannel } = PermissionFlagsBits;

/** The least that the twin needs: to read where it is mentioned, to answer there, and to react when a DM is blocked. */
const PERMISSIONS = ViewChannel | SendMessages | SendMessagesInThreads | ReadMessageHistory | AddReactions;

/**
 * The page on which a server's manager lets the twin in.
 *
 * @see https://docs.discord.com/developers/topics/oauth2#bot-authorization-flow
 */
export function inviteLink(applicationId: string): string {
  const url = new URL('https://discord.com/oauth2/authorize');
  url.searchParams.set('client_id', applicationId);
  url.searchParams.set('scope', `${OAuth2Scopes.Bot} ${OAuth2Scopes.ApplicationsCommands}`);
  url.searchParams.set('permissions', String(PERMISSIONS));
  return url.href;
}
