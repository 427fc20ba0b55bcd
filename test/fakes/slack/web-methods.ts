import { createAgentMethods } from './agent-methods.ts';
import { createChatMethods, type Method } from './chat-methods.ts';
import { createStreamMethods } from './stream-methods.ts';
import type { Workspace } from './workspace.ts';

/** What the methods need besides the workspace. */
export interface WebMethodOptions {
  readonly workspace: Workspace;
  /** Makes an address for a new socket. */
  readonly openSocketUrl: () => string;
}

/** Every Web API method that the fake knows; all others are problems. */
export function createWebMethods({ workspace, openSocketUrl }: WebMethodOptions): ReadonlyMap<string, Method> {
  return new Map(
    Object.entries({
      ...createChatMethods(workspace),
      ...createStreamMethods(workspace),
      ...createAgentMethods(workspace),
      ...createLookupMethods(workspace),
      'apps.connections.open': () => ({ ok: true, url: openSocketUrl() }),
    } satisfies Record<string, Method>),
  );
}

function createLookupMethods(workspace: Workspace): Readonly<Record<string, Method>> {
  return {
    'auth.test': () => ({
      ok: true,
      url: 'https://example.slack.com/',
      team: 'Example',
      user: 'asktwin',
      team_id: workspace.teamId,
      user_id: workspace.botUserId,
      bot_id: 'B0BOT',
      is_enterprise_install: false,
    }),
    'conversations.info': ({ params }) => {
      const channel = params['channel'] ?? '';
      if (!workspace.mayReadChannels) return { ok: false, error: 'missing_scope' };
      return { ok: true, channel: { id: channel, is_ext_shared: workspace.sharedChannels.has(channel) } };
    },
    'conversations.replies': ({ params }) => {
      const { channel = '' } = params;
      // Direct messages are read with `im:history`; channels need a scope of their own.
      if (!channel.startsWith('D') && !workspace.mayReadHistory) return { ok: false, error: 'missing_scope' };
      const messages = workspace.messages
        .filter((message) => message.channel === channel && [message.ts, message.threadTs].includes(params['ts']))
        .map(({ ts, author, frames }) => ({ type: 'message', ts, user: author, text: frames.at(-1)?.text ?? '' }));
      return { ok: true, messages, has_more: false };
    },
  };
}
