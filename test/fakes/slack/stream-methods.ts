import { streamedText, type ApiCall, type ApiResult } from './api-call.ts';
import { clearStatus, faultOfPlace, type Method } from './chat-methods.ts';
import { lastText, type ChannelMessage, type Workspace } from './workspace.ts';

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
  const fault = faultOfPlace(workspace, channel);
  if (fault !== undefined) return { ok: false, error: fault };
  if (!isDm && params['recipient_user_id'] === undefined) return { ok: false, error: 'missing_recipient_user_id' };
  if (!isDm && params['recipient_team_id'] === undefined) return { ok: false, error: 'missing_recipient_team_id' };
  const text = streamedText(params);
  if (text.length > MAX_MARKDOWN_CHARS) return tooLong(workspace, 'chat.startStream');
  const threadTs = params['thread_ts'];
  const message = workspace.post({ channel, threadTs, author: workspace.botUserId, text, state: 'streaming' });
  clearStatus(workspace, message);
  return { ok: true, channel, ts: message.ts };
}

function append(workspace: Workspace, { params }: ApiCall): ApiResult {
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
  return { ok: true, channel: message.channel, ts: message.ts, message: { text: lastText(message) } };
}

function streaming(workspace: Workspace, params: Readonly<Record<string, string>>): ChannelMessage | string {
  const message = workspace.find(params['channel'] ?? '', params['ts'] ?? '');
  if (message === undefined || message.state === 'deleted') return 'message_not_found';
  const startedAt = message.frames[0]?.atMs ?? 0;
  if (workspace.now() - startedAt > STREAM_LIFE_MS) message.state = 'complete';
  return message.state === 'streaming' ? message : 'message_not_in_streaming_state';
}

function tooLong(workspace: Workspace, what: string): ApiResult {
  workspace.problems.push(`${what}: markdown_text over ${MAX_MARKDOWN_CHARS} characters`);
  return { ok: false, error: 'msg_too_long' };
}
