import { faultOfBlocks } from './blocks.ts';
import { visibleText, type ApiCall, type ApiResult } from './api-call.ts';
import { toThreadKey, type ChannelMessage, type Workspace } from './workspace.ts';

/** Answers one Web API method. */
export type Method = (call: ApiCall) => ApiResult;

const MAX_MARKDOWN_CHARS = 12_000;
const MAX_POST_CHARS = 40_000;
const MAX_UPDATE_BYTES = 4_000;

/**
 * `chat.postMessage`, `chat.update`, `chat.postEphemeral`, `chat.delete`.
 *
 * @see https://docs.slack.dev/reference/methods/chat.postMessage
 * @see https://docs.slack.dev/reference/methods/chat.update
 */
export function createChatMethods(workspace: Workspace): Readonly<Record<string, Method>> {
  return {
    'chat.postMessage': (call) => postMessage(workspace, call),
    'chat.update': (call) => update(workspace, call),
    'chat.postEphemeral': (call) => postEphemeral(workspace, call),
    'chat.delete': ({ params }) => {
      const message = workspace.find(params['channel'] ?? '', params['ts'] ?? '');
      if (message === undefined || message.state === 'deleted') return { ok: false, error: 'message_not_found' };
      if (message.author !== workspace.botUserId || message.refusal === 'cant_delete_message') {
        return { ok: false, error: 'cant_delete_message' };
      }
      message.state = 'deleted';
      workspace.changed();
      return { ok: true };
    },
  };
}

function postMessage(workspace: Workspace, { params }: ApiCall): ApiResult {
  checkPostFlags(workspace, params);
  const channel = toChannel(params['channel'] ?? '');
  const fault = faultOfPlace(workspace, channel, params['thread_ts']) ?? faultOfText(params);
  if (fault !== undefined) return { ok: false, error: fault };
  if ((params['text'] ?? '').length > MAX_POST_CHARS) return tooLong(workspace, 'chat.postMessage text');
  const threadTs = params['thread_ts'];
  if (threadTs !== undefined && workspace.find(channel, threadTs) === undefined) {
    workspace.problems.push(`chat.postMessage into a thread that does not exist: ${threadTs}`);
  }
  const message = workspace.post({ channel, threadTs, author: workspace.botUserId, text: visibleText(params) });
  clearStatus(workspace, message);
  return { ok: true, channel, ts: message.ts, message: { ts: message.ts, text: visibleText(params) } };
}

function update(workspace: Workspace, { params }: ApiCall): ApiResult {
  const message = workspace.find(params['channel'] ?? '', params['ts'] ?? '');
  if (message === undefined || message.state === 'deleted') return { ok: false, error: 'message_not_found' };
  if (message.author !== workspace.botUserId) return { ok: false, error: 'cant_update_message' };
  if (message.state === 'streaming') return { ok: false, error: 'streaming_state_conflict' };
  const closed = faultOfPlace(workspace, message.channel, message.threadTs);
  // Slack has a word of its own for an edit in an archived channel.
  if (closed === 'is_archived') return { ok: false, error: 'is_inactive' };
  const fault = closed ?? message.refusal ?? faultOfText(params);
  if (fault !== undefined) return { ok: false, error: fault };
  if (Buffer.byteLength(params['text'] ?? '') > MAX_UPDATE_BYTES) return tooLong(workspace, 'chat.update text');
  workspace.show(message, visibleText(params));
  return { ok: true, channel: message.channel, ts: message.ts };
}

function postEphemeral(workspace: Workspace, { params }: ApiCall): ApiResult {
  const channel = params['channel'] ?? '';
  const fault = faultOfPlace(workspace, channel, params['thread_ts']) ?? faultOfText(params);
  if (fault !== undefined) return { ok: false, error: fault };
  const user = params['user'] ?? '';
  if (user === '') return { ok: false, error: 'user_not_in_channel' };
  workspace.whisper({ user, channel, threadTs: params['thread_ts'], via: 'ephemeral', text: visibleText(params) });
  return { ok: true, message_ts: workspace.nextTs() };
}

/** Posting to a user id opens the DM with that person. */
function toChannel(channel: string): string {
  return channel.startsWith('U') ? `D${channel.slice(1)}` : channel;
}

/** Why nothing can be written in a channel, or in one of its threads. */
export function faultOfPlace(
  { foreignChannels, closed }: Workspace,
  channel: string,
  threadTs: string | undefined,
): string | undefined {
  const refusal = closed.get(channel) ?? (threadTs && closed.get(toThreadKey(channel, threadTs)));
  if (refusal !== undefined && refusal !== '') return refusal;
  if (foreignChannels.has(channel)) return channel.startsWith('D') ? 'channel_not_found' : 'not_in_channel';
  return /^[CDG]/.test(channel) ? undefined : 'channel_not_found';
}

/** Why a text is refused. */
function faultOfText(params: Readonly<Record<string, string>>): string | undefined {
  const markdown = params['markdown_text'];
  if (markdown !== undefined && (params['text'] !== undefined || params['blocks'] !== undefined)) {
    return 'markdown_text_conflict';
  }
  if ((markdown ?? '').length > MAX_MARKDOWN_CHARS) return 'msg_too_long';
  const blocks = params['blocks'] === undefined ? undefined : faultOfBlocks(params['blocks']);
  return blocks ?? (visibleText(params) === '' ? 'no_text' : undefined);
}

function checkPostFlags(workspace: Workspace, params: Readonly<Record<string, string>>): void {
  for (const flag of ['unfurl_links', 'unfurl_media']) {
    if (params[flag] !== 'false') workspace.problems.push(`chat.postMessage without ${flag}=false`);
  }
  if (params['link_names'] === 'true') workspace.problems.push('chat.postMessage with link_names');
  if (params['parse'] === 'full') workspace.problems.push('chat.postMessage with parse=full');
}

function tooLong(workspace: Workspace, what: string): ApiResult {
  workspace.problems.push(`${what} is too long`);
  return { ok: false, error: 'msg_too_long' };
}

/** Clears the status line of a thread, as a message of the app does. */
export function clearStatus(workspace: Workspace, message: Pick<ChannelMessage, 'channel' | 'threadTs'>): void {
  if (message.threadTs === undefined) return;
  workspace.statuses.push({ channel: message.channel, threadTs: message.threadTs, text: '', atMs: workspace.now() });
}
