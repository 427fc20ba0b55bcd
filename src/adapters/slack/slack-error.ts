import { webApi } from '@slack/bolt';
import { UpstreamError, type UpstreamKind } from '../../core/errors.ts';

/**
 * Codes with which Slack rejects a token, so that trying again cannot help.
 *
 * @see https://docs.slack.dev/reference/methods/auth.test#errors
 */
const REJECTED: ReadonlySet<string> = new Set([
  'access_denied',
  'account_inactive',
  'ekm_access_denied',
  'enterprise_is_restricted',
  'invalid_auth',
  'invalid_token',
  'link_disabled',
  'missing_scope',
  'no_permission',
  'not_allowed_token_type',
  'not_authed',
  'org_login_required',
  'team_access_not_granted',
  'team_disabled',
  'token_expired',
  'token_revoked',
  'two_factor_setup_required',
  'user_removed_from_team',
]);
const PASSING: ReadonlySet<string> = new Set([
  'external_channel_migrating',
  'fatal_error',
  'internal_error',
  'messaging_processing_failed',
  'request_timeout',
  'service_unavailable',
  'streaming_state_conflict',
  'team_added_to_org',
  'update_failed',
]);
const BUSY: ReadonlySet<string> = new Set(['ratelimited', 'rate_limited', 'accesslimited', 'message_limit_exceeded']);
const MISSING: ReadonlySet<string> = new Set([
  'channel_not_found',
  'is_archived',
  'message_not_found',
  'not_in_channel',
  'thread_not_found',
  'user_not_found',
  'user_not_in_channel',
]);

/**
 * Codes with which Slack says that nothing can be written at a place, or that a message is no longer there. All other
 * refusals are about the call.
 *
 * @see https://docs.slack.dev/reference/methods/chat.postMessage#errors
 * @see https://docs.slack.dev/reference/methods/chat.update#errors
 */
const CLOSED: ReadonlySet<string> = new Set([
  ...MISSING,
  'app_access_restricted',
  'cannot_reply_to_message',
  'channel_type_not_supported',
  'ekm_access_denied',
  'is_inactive',
  'messages_tab_disabled',
  'posting_to_channel_denied',
  'restricted_action',
  'restricted_action_non_threadable_channel',
  'restricted_action_read_only_channel',
  'restricted_action_thread_locked',
  'restricted_action_thread_only_channel',
  'team_not_found',
  'thread_locked',
]);

/** Gives a function that turns whatever a call of `method` threw into an {@link UpstreamError}. */
export function toSlackError(method: string): (error: unknown) => never {
  return (error) => {
    const { kind, retryAfterMs } = classify(error);
    const code = readCode(error);
    const message = `Slack did not take ${method} (${code ?? kind}). ${ADVICE[kind]}`;
    throw new UpstreamError({ service: 'slack', kind, message, retryAfterMs, cause: error });
  };
}

/** Slack's own code for why a call was refused; nothing when it was not Slack that refused. */
export function slackCodeOf(error: unknown): string | undefined {
  return error instanceof UpstreamError ? readCode(error.cause) : undefined;
}

/** Whether a call may have had its effect although it failed: nobody knows once the connection was lost. */
export function isDoubtful(error: unknown): boolean {
  return !(error instanceof UpstreamError) || error.kind === 'timeout' || error.kind === 'unavailable';
}

/** Whether Slack said no, so that the same call would be refused again. */
export function isRefused(error: unknown): error is UpstreamError {
  return error instanceof UpstreamError && !error.isPassing;
}

/** Whether Slack said that nothing can be shown where a message stands or stood. */
export function isClosed(error: unknown): boolean {
  return CLOSED.has(slackCodeOf(error) ?? '') || isRejected(error);
}

/** Whether an error says that a token will never work. */
export function isRejected(error: unknown): error is UpstreamError {
  return error instanceof UpstreamError && error.kind === 'auth';
}

const ADVICE: Readonly<Record<UpstreamKind, string>> = {
  rate_limited: 'Wait as long as it asks.',
  timeout: 'Try again.',
  unavailable: 'Try again, and look at https://slack-status.com when it lasts.',
  auth: 'Check the tokens and the scopes of the app.',
  not_found: 'Check that the app is in the channel and that the message is still there.',
  bad_response: 'Compare the app with scripts/slack-manifest.json.',
};

function readCode(error: unknown): string | undefined {
  if (!(error instanceof webApi.WebAPIPlatformError)) return undefined;
  // A body that is no JSON, such as a proxy's page, arrives here as a code.
  return /^[a-z_]+$/.test(error.data.error) ? error.data.error : undefined;
}

function classify(error: unknown): { readonly kind: UpstreamKind; readonly retryAfterMs?: number } {
  if (error instanceof webApi.WebAPIRateLimitedError) {
    return { kind: 'rate_limited', retryAfterMs: error.retryAfter * 1000 };
  }
  if (error instanceof webApi.WebAPIPlatformError) return { kind: kindOfCode(readCode(error)) };
  if (error instanceof webApi.WebAPIHTTPError) {
    return { kind: error.statusCode >= 500 || error.statusCode === 408 ? 'unavailable' : 'bad_response' };
  }
  if (error instanceof webApi.WebAPIRequestError) {
    return { kind: error.original.name === 'TimeoutError' ? 'timeout' : 'unavailable' };
  }
  // The SDK has no class for a 429 without `Retry-After`.
  const isBusy = error instanceof Error && error.message.startsWith('Retry header');
  return { kind: isBusy ? 'rate_limited' : 'unavailable' };
}

function kindOfCode(code: string | undefined): UpstreamKind {
  if (code === undefined || PASSING.has(code)) return 'unavailable';
  if (BUSY.has(code)) return 'rate_limited';
  if (REJECTED.has(code)) return 'auth';
  return MISSING.has(code) ? 'not_found' : 'bad_response';
}
