import { createNonce } from '../reply/channel-messages.ts';
import { retryPassing } from '../rest/retry-passing.ts';
import type { AskedMessage } from './asked-message.ts';
import type { DiscordContext } from '../discord-context.ts';

/** How long something short is tried. */
const TELL_WITHIN_MS = 20_000;

/** Says something to a person in the DM. @throws {UpstreamError} the person takes none */
export async function tellInDm({ api, core }: DiscordContext, userId: string, text: string): Promise<void> {
  const signal = AbortSignal.timeout(TELL_WITHIN_MS);
  const until = { clock: core.clock, until: core.clock.now() + TELL_WITHIN_MS, signal };
  const nonce = createNonce();
  const channelId = await retryPassing(() => api.openDm(userId, { signal }), until);
  await retryPassing(() => api.createMessage(channelId, { text, nonce }, { signal }), until);
}

/**
 * Says something to the one who wrote a message, and nobody else: in the DM or, when DMs are closed, with a mere sign at
 * the message.
 *
 * @throws {UpstreamError} not even the sign could be shown
 */
export async function tellPrivately(
  context: DiscordContext,
  asked: Pick<AskedMessage, 'id' | 'channelId' | 'userId'>,
  { text, sign }: { readonly text: string; readonly sign: string },
): Promise<void> {
  const { logger } = context;
  try {
    await tellInDm(context, asked.userId, text);
  } catch (error) {
    logger.debug({ event: 'discord.dm_blocked', err: error });
    await signAt(context, asked, sign);
  }
}

/** Shows a sign at a message. @throws {UpstreamError} */
export async function signAt(
  { api, core }: DiscordContext,
  { id, channelId }: Pick<AskedMessage, 'id' | 'channelId'>,
  sign: string,
): Promise<void> {
  const signal = AbortSignal.timeout(TELL_WITHIN_MS);
  await retryPassing(() => api.react(channelId, id, sign, { signal }), {
    clock: core.clock,
    until: core.clock.now() + TELL_WITHIN_MS,
    signal,
  });
}
