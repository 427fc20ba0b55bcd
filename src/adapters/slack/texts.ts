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
