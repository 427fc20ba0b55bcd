import { z } from 'zod';
import { createChatMethods, faultOfPlace, type Method } from './chat-methods.ts';
import { createStreamMethods } from './stream-methods.ts';
import type { Workspace } from './workspace.ts';

const prompts = z.array(z.looseObject({ title: z.string(), message: z.string() }));

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
      ...createAssistantMethods(workspace),
      ...createLookupMethods(workspace),
      'apps.connections.open': () => ({ ok: true, url: openSocketUrl() }),
    } satisfies Record<string, Method>),
  );
}

function createAssistantMethods(workspace: Workspace): Readonly<Record<string, Method>> {
  return {
    'assistant.threads.setStatus': ({ params }) => {
      const [channel, threadTs] = [params['channel_id'] ?? '', params['thread_ts'] ?? ''];
      const fault = faultOfPlace(workspace, channel);
      if (fault !== undefined) return { ok: false, error: fault };
      if (threadTs === '') return { ok: false, error: 'invalid_thread_ts' };
      workspace.statuses.push({ channel, threadTs, text: params['status'] ?? '', atMs: workspace.now() });
      workspace.changed();
      return { ok: true };
    },
    'assistant.threads.setSuggestedPrompts': ({ params }) => {
      const offered = prompts.parse(JSON.parse(params['prompts'] ?? '[]'));
      if (offered.length > 4) return { ok: false, error: 'too_many_prompts' };
      workspace.suggestedPrompts.push({
        channel: params['channel_id'] ?? '',
        titles: offered.map(({ title }) => title),
      });
      workspace.changed();
      return { ok: true };
    },
    'assistant.threads.setTitle': () => ({ ok: true }),
  };
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
    'conversations.open': ({ params }) => ({ ok: true, channel: { id: `D${(params['users'] ?? '').slice(1)}` } }),
    'conversations.replies': ({ params }) => ({
      ok: true,
      messages: workspace.messages
        .filter(({ channel, ts, threadTs }) => channel === params['channel'] && [ts, threadTs].includes(params['ts']))
        .map(({ ts, author, frames }) => ({ type: 'message', ts, user: author, text: frames.at(-1)?.text ?? '' })),
      has_more: false,
    }),
    'users.info': ({ params }) => ({ ok: true, user: { id: params['user'], name: 'maya' } }),
    'views.publish': () => ({ ok: true, view: { id: 'V0001' } }),
  };
}
