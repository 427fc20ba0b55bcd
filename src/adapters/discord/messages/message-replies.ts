import { RateLimitedError } from '../../../core/errors.ts';
import { createNonce } from '../reply/channel-messages.ts';
import { toPingFree } from '../reply/ping-free.ts';
import { toRefusalText, toReplyFate } from '../reply/reply-fate.ts';
import { retryPassing } from '../rest/retry-passing.ts';
import { signAt, tellPrivately } from './tell-privately.ts';
import type { InputError } from '../../../core/errors.ts';
import type { AskedMessage } from './asked-message.ts';
import type { DiscordContext } from '../discord-context.ts';

/** How long a short text is tried. */
const REPLY_WITHIN_MS = 20_000;
/** Says "later" to somebody who takes no DMs. */
const LATER = '⏳';
/** Says "I cannot answer here" to somebody who takes no DMs. */
export const NOT_HERE = '🚫';

/**
 * Answers a message with one short text, where it stands or, where nothing can be written, in the DM.
 *
 * @throws {UpstreamError} the person cannot be reached at all
 */
export async function replyOnce(context: DiscordContext, asked: AskedMessage, text: string): Promise<void> {
  const { api, core } = context;
  const { clock } = core;
  const signal = AbortSignal.timeout(REPLY_WITHIN_MS);
  const draft = { text: toPingFree(text), nonce: createNonce(), replyTo: asked.id };
  const until = { clock, until: clock.now() + REPLY_WITHIN_MS, signal };
  try {
    await retryPassing(() => api.createMessage(asked.channelId, draft, { signal }), until);
  } catch (error) {
    if (asked.isDm || toReplyFate(error) === undefined) throw error;
    await tellPrivately(context, asked, {
      text: `${toRefusalText(error, asked.channelId)}\n\n${draft.text}`,
      sign: NOT_HERE,
    });
  }
}

/**
 * Refuses so that only the asker sees why: in the DM, or with a mere sign at the message when DMs are closed. Somebody
 * who goes on over the limit gets one DM and then signs, so that nobody makes the twin send DMs in a row.
 *
 * @throws {UpstreamError} not even the sign could be shown
 */
export async function refusePrivately(
  context: DiscordContext,
  asked: AskedMessage,
  { error, text }: { readonly error: InputError | RateLimitedError; readonly text: string },
): Promise<void> {
  if (asked.isDm) return replyOnce(context, asked, text);
  if (await isNews(context, asked, error))
    return tellPrivately(context, asked, { text: toPingFree(text), sign: LATER });
  return signAt(context, asked, LATER);
}

async function isNews({ core }: DiscordContext, { userId }: AskedMessage, error: Error): Promise<boolean> {
  if (!(error instanceof RateLimitedError)) return true;
  return core.claims.claim(`discord:refused:${userId}`, { ttlMs: Math.max(1, error.retryAfterMs) });
}
