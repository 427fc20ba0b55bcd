import { streamedText, type ApiCall, type ApiResult } from './api-call.ts';
import { clearStatus, faultOfPlace, type Method } from './chat-methods.ts';
import { lastText, toThreadKey, type ChannelMessage, type Workspace } from './workspace.ts';

const MAX_MARKDOWN_CHARS = 12_000;
const STREAM_LIFE_MS = 5 * 60_000;

/**
 * `chat.startStream`, `chat.appendStream`, `chat.stopStream`.
 *
 * @see https://docs.slack.dev/reference/methods/chat.startStream
 * @see https://docs.slack.dev/reference/methods/chat.appendStream
 * @see https://docs.slack.dev/reference/methods/chat.stopStream
 */
export function createStreamMethods(workspace: Workspace): Readonly<Record<string, Method>> {
  return {
    'chat.startStream': (call) => start(workspace, call),
    'chat.appendStream': (call) => append(workspace, call),
    'chat.stopStream': (call) => stop(workspace, call),
  };
}

function start(workspace: Workspace, { params }: ApiCall): ApiResult {
  const channel = params['channel'] ?? '';
  const isDm = channel.startsWith('D');
  const fault = faultOfPlace(workspace, channel, params['thread_ts']);
  if (fault !== undefined) return { ok: false, error: fault };
  const { recipient_user_id: user, recipient_team_id: team } = params;
  if (!isDm && user === undefined) return { ok: false, error: 'missing_recipient_user_id' };
  if (!isDm && team === undefined) return { ok: false, error: 'missing_recipient_team_id' };
  if (user !== undefined && !/^[UW]/.test(user)) return { ok: false, error: 'user_not_found' };
  if (team !== undefined && !/^[TE]/.test(team)) return { ok: false, error: 'team_not_found' };
  const text = streamedText(params);
  if (text.length > MAX_MARKDOWN_CHARS) return tooLong(workspace, 'chat.startStream');
  const threadTs = params['thread_ts'];
  const message = workspace.post({ channel, threadTs, author: workspace.botUserId, text, state: 'streaming' });
  clearStatus(workspace, message);
  setSession(workspace, message, 'processing');
  return { ok: true, channel, ts: message.ts };
}

function append(workspace: Workspace, { params }: ApiCall): ApiResult {
  const stopped = workspace.find(params['channel'] ?? '', params['ts'] ?? '');
  if (stopped?.state === 'stopped') return { ok: false, error: 'stopped_by_user' };
  const message = streaming(workspace, params);
  if (typeof message === 'string') return { ok: false, error: message };
  const text = streamedText(params);
  if (text === '') return { ok: false, error: 'no_text' };
  if (text.length > MAX_MARKDOWN_CHARS) return tooLong(workspace, 'chat.appendStream');
  workspace.show(message, lastText(message) + text);
  return { ok: true, channel: message.channel, ts: message.ts };
}

function stop(workspace: Workspace, { params }: ApiCall): ApiResult {
  const message = streaming(workspace, params);
  if (typeof message === 'string') return { ok: false, error: message };
  const text = streamedText(params);
  if (text.length > MAX_MARKDOWN_CHARS) return tooLong(workspace, 'chat.stopStream');
  message.state = 'complete';
  workspace.show(message, lastText(message) + text);
  setSession(workspace, message, params['session_status'] ?? 'active');
  return { ok: true, channel: message.channel, ts: message.ts, message: { text: lastText(message) } };
}

function streaming(workspace: Workspace, params: Readonly<Record<string, string>>): ChannelMessage | string {
  const message = workspace.find(params['channel'] ?? '', params['ts'] ?? '');
  if (message === undefined || message.state === 'deleted') return 'message_not_found';
  const startedAt = message.frames[0]?.atMs ?? 0;
  if (message.state === 'streaming' && workspace.now() - startedAt > STREAM_LIFE_MS) message.state = 'complete';
  const closed = faultOfPlace(workspace, message.channel, message.threadTs);
  if (closed !== undefined) return closed;
  return message.state === 'streaming' ? message : 'message_not_in_streaming_state';
}

/** A stream is a conversation that works; the list of agents shows it although nobody said so. */
function setSession(workspace: Workspace, { channel, threadTs }: ChannelMessage, status: string): void {
  if (threadTs === undefined) return;
  const key = toThreadKey(channel, threadTs);
  workspace.sessions.set(key, { title: workspace.sessions.get(key)?.title ?? '', status });
}

function tooLong(workspace: Workspace, what: string): ApiResult {
  workspace.problems.push(`${what}: markdown_text over ${MAX_MARKDOWN_CHARS} characters`);
  return { ok: false, error: 'msg_too_long' };
}
