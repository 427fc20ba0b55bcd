import { ORIGINAL } from '../rest/discord-api.ts';
import { isGone, isTokenFault } from '../discord-error.ts';
import type { DiscordApi } from '../rest/discord-api.ts';
import type { CommandPlace } from './reply-target.ts';
import type { Persist } from './finish-reply.ts';

/**
 * Shows to the one who gave a command what another process was about to tell: in the reply where that is private or was
 * not there yet, and behind it otherwise. A text that stands already stays.
 *
 * @throws {UpstreamError}
 */
export async function finishTold(
  { api, persist }: { readonly api: DiscordApi; readonly persist: Persist },
  { interaction, isPrivate }: CommandPlace,
  texts: readonly string[],
): Promise<void> {
  const [first = '', ...rest] = texts;
  const followUp = (text: string) =>
    persist((options) => api.followUp(interaction, { text, isPrivate: true }, options));

  const standing = await persist((options) => api.readReply(interaction, ORIGINAL, options)).catch((error: unknown) => {
    if (isTokenFault(error)) return 'unacknowledged' as const;
    if (isGone(error)) return undefined;
    throw error;
  });
  if (standing === 'unacknowledged') {
    await persist((options) => api.reply(interaction, { text: first, isPrivate: true }, options));
  } else if (standing === undefined) {
    await followUp(first);
  } else if (standing.text.trim() !== first.trim()) {
    if (isPrivate) {
      await persist((options) => api.editReply(interaction, ORIGINAL, first, options));
    } else {
      // Something that everybody sees stands there: "the twin is thinking…" goes, an answer stays.
      if (standing.text === '') await persist((options) => api.deleteReply(interaction, options));
      await followUp(first);
    }
  }
  for (const text of rest) await followUp(text);
}
