import { UpstreamError, type UpstreamKind } from '../../core/errors.ts';
import type { Clock } from '../../core/ports.ts';
import { abortable } from '../../support/abortable.ts';

/** Answers a command so that only the person who gave it sees it. */
export interface Responder {
  readonly url: string;
  /** Epoch ms after which Slack takes nothing more. */
  readonly expiresAt: number;
  /** How many more texts Slack takes. */
  readonly remaining: number;
  /**
   * Shows Markdown; `isReplacing` puts it in the place of the last one.
   *
   * @throws {UpstreamError} the address is used up or Slack is away
   */
  respond(text: string, options: { readonly isReplacing?: boolean; readonly signal: AbortSignal }): Promise<void>;
}

/** How long such an address lives. */
export const LIFE_MS = 30 * 60_000;

/**
 * An address takes five posts in 30 minutes.
 *
 * @see https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
 */
const MAX_POSTS = 5;
const TIMEOUT_MS = 10_000;

/** Builds a responder over a command's response URL. */
export function createResponder({ url, clock }: { readonly url: string; readonly clock: Clock }): Responder {
  const expiresAt = clock.now() + LIFE_MS;
  let postCount = 0;
  return {
    url,
    expiresAt,
    get remaining() {
      return MAX_POSTS - postCount;
    },
    async respond(text, { isReplacing = false, signal }) {
      if (postCount >= MAX_POSTS) throw toError('not_found');
      postCount += 1;
      const body = { response_type: 'ephemeral', replace_original: isReplacing, ...toContent(text) };
      const response = await abortable(post(url, body), signal);
      if (!response.ok) throw toError(response.status >= 500 || response.status === 429 ? 'unavailable' : 'not_found');
    },
  };
}

/** The block is read as Markdown; `text` is what a notification shows. */
function toContent(text: string): Readonly<Record<string, unknown>> {
  return { text, blocks: [{ type: 'markdown', text }] };
}

async function post(url: string, body: unknown): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    throw toError(error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'unavailable', error);
  }
}

function toError(kind: UpstreamKind, cause?: unknown): UpstreamError {
  const message = 'Slack did not take a private answer. Give the command again.';
  return new UpstreamError({ service: 'slack', kind, message, cause });
}
