/** Stands in a thread until the first words come, where Slack has no status line. */
export const PLACEHOLDER = '_Reading the files…_';
/** The status line; Slack puts the app's name before it. */
export const STATUS = 'is reading the files…';
/** Answers a mention or a command without a question. */
export const HELP =
  'Ask me something: mention me with a question, write to me directly, or use `/asktwin your question`. `/twin about` says what I am.';
/** Answers `/twin` with anything else. */
export const TWIN_USAGE = 'Use `/twin about`, `/twin quota` or `/twin forget`.';
/** Answers `/reingest` with anything else. */
export const REINGEST_USAGE = 'Use `/reingest`, `/reingest dry-run` or `/reingest rollback`.';

/** Stands over an answer that had to be written anew, because what stands above it can be neither edited nor removed. */
export const GOES_ON_BELOW = '_I could not go on in my message above. Here is the whole answer:_';

/** Stands under an answer of which a message was sent that nobody heard of, in a channel that the app may not read. */
export const MAY_REPEAT = '_The connection to Slack broke off: the beginning of this may stand above twice._';

const WHY: Readonly<Record<string, string>> = {
  is_archived: 'the channel is archived',
  is_inactive: 'the channel is archived',
  message_not_found: 'my message there was deleted',
  not_in_channel: 'I am not in the channel',
  channel_not_found: 'I am not in the channel',
  restricted_action_thread_locked: 'the thread is locked',
  thread_locked: 'the thread is locked',
  thread_not_found: 'the thread is gone',
};

/** Stands over an answer that is shown to the asker alone, because Slack refused it where it was asked for. */
export function toElsewhereNote(code: string | undefined): string {
  const why = WHY[code ?? ''] ?? 'Slack does not let me write there';
  return `_I could not answer where you asked, because ${why}. Here is my answer, for you alone:_`;
}
