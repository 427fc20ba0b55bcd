/** Told to somebody who asks while the process ends. */
export const RESTARTING = 'I am being restarted. Please ask again in a minute.';

/** Stands under an answer that an earlier process left half written; Markdown of every platform. */
export const INTERRUPTED_NOTE = '_I was interrupted by a restart. Ask again, please._';

/**
 * How long a platform's event is remembered as taken: an hour longer than a platform may go on delivering it again.
 *
 * @see https://docs.slack.dev/apis/events-api#retries
 */
export const EVENT_CLAIM_TTL_MS = 25 * 60 * 60_000;
