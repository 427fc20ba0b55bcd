const MESSAGE = ['channel', 'text', 'blocks', 'markdown_text', 'parse', 'link_names', 'metadata'];
const STREAM = ['channel', 'markdown_text', 'chunks'];
const THREAD = ['channel_id', 'thread_ts'];

/**
 * The arguments that each method is documented with, as far as this app has a use for them.
 *
 * @see https://docs.slack.dev/reference/methods
 */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  'agents.sessions.setStatus': [...THREAD, 'status', 'title', 'initiator_user_id'],
  'apps.connections.open': [],
  'assistant.threads.setStatus': [...THREAD, 'status', 'loading_messages'],
  'assistant.threads.setSuggestedPrompts': [...THREAD, 'prompts', 'title'],
  'assistant.threads.setTitle': [...THREAD, 'title'],
  'auth.test': [],
  'chat.appendStream': [...STREAM, 'ts'],
  'chat.delete': ['channel', 'ts'],
  'chat.postEphemeral': [...MESSAGE, 'user', 'thread_ts'],
  'chat.postMessage': [...MESSAGE, 'thread_ts', 'unfurl_links', 'unfurl_media'],
  'chat.startStream': [...STREAM, 'thread_ts', 'recipient_user_id', 'recipient_team_id'],
  'chat.stopStream': [...STREAM, 'ts', 'blocks', 'metadata', 'session_status'],
  'chat.update': [...MESSAGE, 'ts'],
  'conversations.info': ['channel'],
  'conversations.replies': ['channel', 'ts', 'limit', 'cursor'],
  'views.publish': ['user_id', 'view', 'hash'],
};

/** Arguments of a call that its method is not documented with, which Slack would drop without a word. */
export function unknownArguments(method: string, params: Readonly<Record<string, string>>): readonly string[] {
  const known = new Set([...(KNOWN[method] ?? []), 'token', 'team_id']);
  return Object.keys(params).filter((name) => !known.has(name));
}
