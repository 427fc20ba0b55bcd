import { splitMarkdown } from '../../../core/delivery/split-markdown.ts';
import { MAX_MESSAGE_CHARS } from '../reply/call-buckets.ts';
import { toPingFree } from '../reply/ping-free.ts';
import { ORIGINAL } from '../rest/discord-api.ts';
import { retryPassing } from '../rest/retry-passing.ts';
import { acknowledge } from './acknowledge.ts';
import { takeCommand } from './take-command.ts';
import { toCommandTarget } from '../reply/reply-target.ts';
import type { TakenEvent } from '../../../core/intake/intake.ts';
import type { Cancellable } from '../../../core/ports.ts';
import type { DiscordContext } from '../discord-context.ts';
import type { CommandPlace } from '../reply/reply-target.ts';

/**
 * What a command is answered with besides an answer. Discord lets exactly one acknowledgement of a command through;
 * who made it is the one who answers, whatever else claims the command.
 */
export interface CommandReply {
  /**
   * Claims the command and writes down who waits; gives nothing when somebody else has it. When the store cannot be asked,
   * Discord itself lets only one acknowledgement through. {@link CommandReply.tell} ends it.
   */
  take(options?: { readonly isAnonymous: boolean }): Promise<TakenEvent | undefined>;
  /**
   * Shows "the twin is thinking…". Gives `false` when somebody else has answered, or it is too late: then the command is
   * nobody's business here any more, and the journal forgets it.
   */
  defer(options: { readonly isPrivate: boolean }): Promise<boolean>;
  /** Says that the reply now holds text that has to stay, whatever goes wrong. */
  keep(): void;
  /** Replaces what a private deferred reply shows; not tried again. */
  edit(text: string): Promise<void>;
  /** Says something to the one who gave the command alone, whatever was shown before. */
  tell(text: string): Promise<void>;
}

type Shown = 'nothing' | 'private' | 'public' | 'answer' | 'lost';

const TELL_WITHIN_MS = 20_000;

/** Makes the reply of one command. */
export function createCommandReply(
  context: DiscordContext,
  place: CommandPlace,
  guildId: string | null = null,
): CommandReply {
  const { api } = context;
  const { interaction } = place;
  let shows: Shown = 'nothing';
  let taken: TakenEvent | undefined;
  let taking: Promise<TakenEvent | undefined> | undefined;

  const tellFirst = async (text: string): Promise<Shown> => {
    switch (shows) {
      case 'nothing': {
        const draft = { text, isPrivate: true };
        return (await acknowledge(context, place, (options) => api.reply(interaction, draft, options)))
          ? 'private'
          : 'lost';
      }
      case 'private':
        await persist(context, (options) => api.editReply(interaction, ORIGINAL, text, options));
        return shows;
      case 'public':
        // The first follow-up would take the place of "the twin is thinking…", where everybody sees it.
        await persist(context, (options) => api.deleteReply(interaction, options));
        await followUp(text);
        return 'private';
      case 'answer':
        await followUp(text);
        return shows;
      case 'lost':
        return shows;
    }
  };
  const followUp = (text: string) =>
    persist(context, (options) => api.followUp(interaction, { text, isPrivate: true }, options));

  return {
    async take({ isAnonymous } = { isAnonymous: false }) {
      taking = takeCommand(context, { place, guildId, isAnonymous });
      taken = await taking;
      return taken;
    },
    async defer({ isPrivate }) {
      const isOurs = await defer(context, place, isPrivate);
      shows = isOurs ? (isPrivate ? 'private' : 'public') : 'lost';
      if (!isOurs) await forgetTaken(taking);
      return isOurs;
    },
    keep() {
      shows = 'answer';
    },
    edit: (text) => editOnce(context, place, text),
    async tell(text) {
      const ending = toPages(text);
      const [first = '', ...rest] = ending;
      if ((await taken?.note({ ending, target: toCommandTarget(place, { isTold: true }) })) === false) return;
      shows = await tellFirst(first);
      if (shows !== 'lost') for (const page of rest) await followUp(page);
      await taken?.end();
    },
  };
}

/**
 * Two processes may both have taken a command while the store was away. Only one acknowledges it, and a note that the other
 * one leaves undone would end up under the answer.
 */
async function forgetTaken(taking: Promise<TakenEvent | undefined> | undefined): Promise<void> {
  await (await taking)?.end();
}

function toPages(text: string): readonly string[] {
  return splitMarkdown(text, { maxSize: MAX_MESSAGE_CHARS, unit: 'chars', escape: toPingFree }, 0).map(
    ({ shown }) => shown,
  );
}

/** Gives whether this process answers the command. @throws {UpstreamError} nobody could */
async function defer(context: DiscordContext, place: CommandPlace, isPrivate: boolean): Promise<boolean> {
  const { api } = context;
  try {
    return await acknowledge(context, place, ({ signal }) => api.defer(place.interaction, { isPrivate, signal }));
  } catch (error) {
    // Discord may have taken it, and the time was over before it said so.
    if (await isThere(context, place)) return true;
    throw error;
  }
}

async function editOnce({ api }: DiscordContext, { interaction }: CommandPlace, text: string): Promise<void> {
  await api.editReply(interaction, ORIGINAL, text, { signal: AbortSignal.timeout(TELL_WITHIN_MS) });
}

async function isThere(context: DiscordContext, { interaction }: CommandPlace): Promise<boolean> {
  try {
    await persist(context, (options) => context.api.readReply(interaction, ORIGINAL, options));
    return true;
  } catch {
    return false;
  }
}

/** The signal is not that of the work: when that is given up, the person still has to be told. */
function persist<T>({ core }: DiscordContext, attempt: (options: Cancellable) => Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(TELL_WITHIN_MS);
  const until = core.clock.now() + TELL_WITHIN_MS;
  return retryPassing(() => attempt({ signal }), { clock: core.clock, until, signal });
}
