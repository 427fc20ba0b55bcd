import { splitMarkdown } from '../../../core/delivery/split-markdown.ts';
import { ORIGINAL } from '../rest/discord-api.ts';
import { discordCodes, toDiscordCode } from '../discord-error.ts';
import { MAX_MESSAGE_CHARS } from '../reply/edit-pace.ts';
import { toPingFree } from '../reply/ping-free.ts';
import { retryPassing } from '../rest/retry-passing.ts';
import type { Cancellable } from '../../../core/ports.ts';
import type { DiscordContext } from '../discord-context.ts';
import type { CommandPlace } from '../reply/reply-target.ts';

/**
 * What a command is answered with besides an answer. Discord lets exactly one acknowledgement of a command through;
 * who made it is the one who answers, whatever else claims the command.
 */
export interface CommandReply {
  /** Shows "the twin is thinking…". Gives `false` when somebody else has answered, or it is too late. */
  defer(options: { readonly isPrivate: boolean }): Promise<boolean>;
  /** Replaces what a private deferred reply shows; not tried again. */
  edit(text: string): Promise<void>;
  /** Says something to the one who gave the command alone, whatever was shown before. */
  tell(text: string): Promise<void>;
}

/** Discord refuses an acknowledgement after 3 s. */
const ACK_WITHIN_MS = 2700;
const TELL_WITHIN_MS = 20_000;

/** Makes the reply of one command. */
export function createCommandReply(
  { api, core, logger }: DiscordContext,
  { interaction, createdAt }: CommandPlace,
): CommandReply {
  const { clock } = core;
  // Not the signal of the work: when that is given up, the person still has to be told.
  const giveUp = (): AbortSignal => AbortSignal.timeout(TELL_WITHIN_MS);
  let shows: 'nothing' | 'private' | 'public' | 'lost' = 'nothing';

  const acknowledge = async (attempt: (options: Cancellable) => Promise<void>): Promise<boolean> => {
    const signal = giveUp();
    return retryPassing(
      async ({ isAgain }) => {
        try {
          await attempt({ signal });
          return true;
        } catch (error) {
          const code = toDiscordCode(error);
          // After a try whose answer was lost, it is this one that was acknowledged.
          if (code === discordCodes.alreadyAcknowledged) return isAgain;
          if (code !== discordCodes.unknownInteraction) throw error;
          logger.warn({ event: 'discord.acknowledged_late', err: error });
          return false;
        }
      },
      { clock, until: createdAt + ACK_WITHIN_MS, signal },
    );
  };
  const persist = <T>(attempt: (options: Cancellable) => Promise<T>): Promise<T> => {
    const signal = giveUp();
    return retryPassing(() => attempt({ signal }), { clock, until: clock.now() + TELL_WITHIN_MS, signal });
  };
  const followUp = (text: string) =>
    persist((options) => api.followUp(interaction, { text, isPrivate: true }, options));

  const tellFirst = async (text: string): Promise<boolean> => {
    if (shows === 'nothing')
      return acknowledge((options) => api.reply(interaction, { text, isPrivate: true }, options));
    if (shows === 'private') await persist((options) => api.editReply(interaction, ORIGINAL, text, options));
    if (shows === 'public') {
      // The first follow-up would take the place of "the twin is thinking…", where everybody sees it.
      await persist((options) => api.deleteReply(interaction, options));
      await followUp(text);
    }
    return shows !== 'lost';
  };

  return {
    async defer({ isPrivate }) {
      const isOurs = await acknowledge(({ signal }) => api.defer(interaction, { isPrivate, signal }));
      shows = isOurs ? (isPrivate ? 'private' : 'public') : 'lost';
      return isOurs;
    },
    async edit(text) {
      await api.editReply(interaction, ORIGINAL, text, { signal: giveUp() });
    },
    async tell(text) {
      const [first = '', ...rest] = splitMarkdown(toPingFree(text), { maxSize: MAX_MESSAGE_CHARS, unit: 'chars' });
      const isTold = await tellFirst(first === '' ? '' : first.shown);
      shows = isTold ? 'private' : 'lost';
      if (isTold) for (const { shown } of rest) await followUp(shown);
    },
  };
}
