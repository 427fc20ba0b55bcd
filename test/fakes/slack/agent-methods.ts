import { z } from 'zod';
import type { ApiCall, ApiResult } from './api-call.ts';
import { faultOfPlace, type Method } from './chat-methods.ts';
import { parseHomeView } from './home-view.ts';
import { findLabelledLinks, findLiveSequences } from './live-sequences.ts';
import { toThreadKey, type Workspace } from './workspace.ts';

const prompts = z.array(z.strictObject({ title: z.string().min(1), message: z.string().min(1) }));
const loadingMessages = z.array(z.string().min(1)).max(10);

/**
 * The status line, the state and the name of a conversation, suggested prompts and the Home tab.
 *
 * @see https://docs.slack.dev/reference/methods/assistant.threads.setStatus
 * @see https://docs.slack.dev/reference/methods/agents.sessions.setStatus
 * @see https://docs.slack.dev/reference/methods/views.publish
 */
export function createAgentMethods(workspace: Workspace): Readonly<Record<string, Method>> {
  return {
    'assistant.threads.setStatus': (call) => setStatus(workspace, call),
    'assistant.threads.setSuggestedPrompts': (call) => suggest(workspace, call),
    'assistant.threads.setTitle': (call) => setTitle(workspace, call),
    'agents.sessions.setStatus': (call) => setSession(workspace, call),
    'views.publish': (call) => publishHome(workspace, call),
  };
}

function setStatus(workspace: Workspace, { params }: ApiCall): ApiResult {
  const thread = toThread(workspace, params);
  if (typeof thread === 'string') return { ok: false, error: thread };
  loadingMessages.parse(JSON.parse(params['loading_messages'] ?? '[]'));
  workspace.statuses.push({ ...thread, text: params['status'] ?? '', atMs: workspace.now() });
  workspace.changed();
  return { ok: true };
}

function setTitle(workspace: Workspace, { params }: ApiCall): ApiResult {
  const thread = toThread(workspace, params);
  if (typeof thread === 'string') return { ok: false, error: thread };
  noteIfUnsafe(workspace, params['title'] ?? '');
  workspace.titles.set(toThreadKey(thread.channel, thread.threadTs), params['title'] ?? '');
  workspace.changed();
  return { ok: true };
}

function suggest(workspace: Workspace, { params }: ApiCall): ApiResult {
  const channel = params['channel_id'] ?? '';
  const fault = faultOfPlace(workspace, channel, params['thread_ts']);
  if (fault !== undefined) return { ok: false, error: fault };
  const offered = prompts.parse(JSON.parse(params['prompts'] ?? '[]'));
  if (offered.length > 4) return { ok: false, error: 'too_many_prompts' };
  workspace.suggestedPrompts.push({ channel, titles: offered.map(({ title }) => title) });
  workspace.changed();
  return { ok: true };
}

function setSession(workspace: Workspace, { params }: ApiCall): ApiResult {
  if (params['thread_ts'] === undefined) return { ok: false, error: 'thread_ts_required' };
  const thread = toThread(workspace, params);
  if (typeof thread === 'string') return { ok: false, error: thread };
  const status = params['status'] ?? '';
  if (!['active', 'processing', 'suspended', 'closed'].includes(status)) return { ok: false, error: 'invalid_status' };
  if ((params['title'] ?? '').length > 200) return { ok: false, error: 'invalid_name' };
  noteIfUnsafe(workspace, params['title'] ?? '');
  const key = toThreadKey(thread.channel, thread.threadTs);
  const title = workspace.sessions.get(key)?.title || (params['title'] ?? '');
  workspace.sessions.set(key, { title, status });
  workspace.changed();
  return { ok: true, status, agent_status: status, title };
}

function publishHome(workspace: Workspace, { params }: ApiCall): ApiResult {
  const user = params['user_id'] ?? '';
  if (!/^[UW]/.test(user)) return { ok: false, error: 'user_not_found' };
  const { view, faults } = parseHomeView(params['view'] ?? '');
  if (view === undefined) {
    workspace.problems.push(...faults.map((fault) => `views.publish: ${fault}`));
    return { ok: false, error: 'invalid_arguments' };
  }
  noteIfUnsafe(workspace, params['view'] ?? '');
  workspace.homes.push({ user, view });
  workspace.changed();
  return { ok: true, view: { id: 'V0001', hash: String(workspace.homes.length) } };
}

/** The thread that a call is for, or why it is refused. */
function toThread(
  workspace: Workspace,
  params: Readonly<Record<string, string>>,
): { readonly channel: string; readonly threadTs: string } | string {
  const [channel, threadTs] = [params['channel_id'] ?? '', params['thread_ts'] ?? ''];
  const fault = faultOfPlace(workspace, channel, threadTs);
  if (fault !== undefined) return fault;
  return workspace.find(channel, threadTs) === undefined ? 'invalid_thread_ts' : { channel, threadTs };
}

function noteIfUnsafe(workspace: Workspace, text: string): void {
  workspace.pings.push(...findLiveSequences(text), ...findLabelledLinks(text));
}
