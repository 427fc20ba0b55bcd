import { RateLimitedError } from '../../../core/errors.ts';
import { createNonce } from '../reply/channel-messages.ts';
import { toPingFree } from '../reply/ping-free.ts';
import { retryPassing } from '../rest/retry-passing.ts';
import type { InputError } from '../../../core/errors.ts';
import type { AskedMessage } from './asked-message.ts';
import type { DiscordContext } from '../discord-context.ts';

/** How long a short text is tried. */
const REPLY_WITHIN_MS = 20_000;
/** Says "later" to somebody who takes no DMs. */
const LATER = '⏳';

/** Answers a message with one short text, where it stands. @throws {UpstreamError} */
export async function replyOnce({ api, core }: DiscordContext, asked: AskedMessage, text: string): Promise<void> {
  const { clock } = core;
  const signal = AbortSignal.timeout(REPLY_WITHIN_MS);
  const draft = { text: toPingFree(text), nonce: createNonce(), replyTo: asked.id };
  await retryPassing(() => api.createMessage(asked.channelId, draft, { signal }), {
    clock,
    until: clock.now() + REPLY_WITHIN_MS,
    signal,
  });
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
  refusal: { readonly error: InputError | RateLimitedError; readonly text: string },
): Promise<void> {
  const { api, core, logger } = context;
  const signal = AbortSignal.timeout(REPLY_WITHIN_MS);
  if (asked.isDm) return replyOnce(context, asked, refusal.text);
  if (await isNews(context, asked, refusal.error)) {
    try {
      const channelId = await api.openDm(asked.userId, { signal });
      await api.createMessage(channelId, { text: toPingFree(refusal.text), nonce: createNonce() }, { signal });
      return;
    } catch (error) {
      logger.debug({ event: 'discord.dm_blocked', err: error });
    }
  }
  await retryPassing(() => api.react(asked.channelId, asked.id, LATER, { signal }), {
    clock: core.clock,
    until: core.clock.now() + REPLY_WITHIN_MS,
    signal,
  });
}

async function isNews({ core }: DiscordContext, { userId }: AskedMessage, error: Error): Promise<boolean> {
  if (!(error instanceof RateLimitedError)) return true;
  return core.claims.claim(`discord:refused:${userId}`, { ttlMs: Math.max(1, error.retryAfterMs) });
}
