import { UpstreamError } from '../../../core/errors.ts';
import { ORIGINAL } from '../rest/discord-api.ts';
import type { Cancellable, Clock } from '../../../core/ports.ts';
import type { DiscordApi, EditOptions, SentMessage } from '../rest/discord-api.ts';
import type { ReplyRoute } from './call-buckets.ts';
import type { CommandPlace } from './reply-target.ts';

/** The messages of a reply that the token of a command lets in: the reply itself, then follow-ups. */
export interface CommandMessages {
  /** In order; a hole where none was sent, or none that is known of. */
  readonly ids: readonly (string | undefined)[];
  /** Tells by which call the text came to stand there. @throws {UpstreamError} */
  show(index: number, text: string, options: EditOptions): Promise<SentMessage & { readonly route: ReplyRoute }>;
  /** Finds a follow-up whose sending was not heard of, and takes it over. @throws {UpstreamError} */
  findLost(index: number, options: Cancellable): Promise<string | undefined>;
  /** Takes away "the twin is thinking…", when nothing took its place and nothing can any more. @throws {UpstreamError} as {@link tidy} */
  dropThinking(options: Cancellable): Promise<void>;
  /** Takes away what arrived after it was given up. @throws {UpstreamError} `rate_limited`, `timeout` or `unavailable` */
  tidy(options: Cancellable): Promise<void>;
}

/** What they are made with. */
export interface CommandMessagesOptions {
  readonly api: Pick<DiscordApi, 'editReply' | 'followUp' | 'readMessages' | 'deleteMessage'>;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly place: CommandPlace;
  /** Those that another process knew of; it may have sent one more. */
  readonly ids?: readonly string[];
}

/** Stands where nobody could look whether a message has arrived; the text comes with an edit. */
const OPENING = '-# …';

/**
 * Discord knows no nonce for follow-ups: one whose sending was not heard of would be sent twice. So before the next try
 * the channel is read for it. What only one person sees, or the bot may not read, cannot be found in this way: there a
 * follow-up begins without text, so that the one that was lost repeats nothing.
 *
 * @see https://github.com/discord/discord-api-docs/pull/6647 (no nonce for webhooks)
 */
export function createCommandMessages(options: CommandMessagesOptions): CommandMessages {
  const { api, clock, place } = options;
  const { interaction, channelId, isPrivate } = place;
  const isReadable = !isPrivate && place.isReadable === true;
  const ids: (string | undefined)[] = [...(options.ids ?? [])];
  /** The message before the first one that nobody heard of. */
  let doubtsAfter = options.ids === undefined ? undefined : (options.ids.at(-1) ?? interaction.id);

  const listUnknown = async ({ signal }: Cancellable): Promise<readonly string[]> => {
    if (doubtsAfter === undefined || !isReadable) return [];
    const listed = await api.readMessages(channelId, doubtsAfter, { signal });
    const ours = listed.filter(({ answers, isFollowUp }) => answers === interaction.id && isFollowUp);
    return ours.map(({ id }) => id).filter((id) => !ids.includes(id));
  };
  const findLost: CommandMessages['findLost'] = async (index, how) => {
    const [found] = await listUnknown(how).catch(ignoreRefusal);
    ids[index] = found;
    return found;
  };
  const send = async (index: number, text: string, how: EditOptions): Promise<SentMessage> => {
    try {
      const sent = await api.followUp(interaction, { text, isPrivate, buttons: how.buttons }, how);
      ids[index] = sent.id;
      return sent;
    } catch (error) {
      if (isUnheard(error)) doubtsAfter ??= ids.findLast((id) => id !== undefined) ?? interaction.id;
      throw error;
    }
  };
  const open = async (index: number, text: string, how: EditOptions): Promise<SentMessage> => {
    const { id, bucket } = await send(index, OPENING, { signal: how.signal });
    if (bucket?.remaining === 0) await clock.sleep(bucket.resetAfterMs, how.signal);
    return api.editReply(interaction, id, text, how);
  };

  return {
    ids,
    findLost,
    async show(index, text, how) {
      const id = index === 0 ? ORIGINAL : (ids[index] ?? (await findLost(index, how)));
      if (id === undefined && isReadable) return { ...(await send(index, text, how)), route: 'follow-up' };
      const shown = await (id === undefined ? open(index, text, how) : api.editReply(interaction, id, text, how));
      ids[index] = shown.id;
      return { ...shown, route: 'edit-reply' };
    },
    async dropThinking({ signal }) {
      if (ids[0] !== undefined || !isReadable) return;
      const listed = await api.readMessages(channelId, interaction.id, { signal }).catch(ignoreRefusal);
      const first = listed.find(({ answers, isFollowUp }) => answers === interaction.id && !isFollowUp);
      if (first !== undefined) await api.deleteMessage(channelId, first.id, { signal }).catch(ignoreRefusal);
    },
    async tidy({ signal }) {
      const late = await listUnknown({ signal }).catch(ignoreRefusal);
      doubtsAfter = undefined;
      for (const id of late) await api.deleteMessage(channelId, id, { signal }).catch(ignoreRefusal);
    },
  };
}

/** Whether a message may stand there although nobody said so. */
function isUnheard(error: unknown): boolean {
  return !(error instanceof UpstreamError) || (error.isPassing && error.kind !== 'rate_limited');
}

/** Who may not look, or take away, goes on as if nothing was there. @throws {UpstreamError} what passes */
function ignoreRefusal(error: unknown): readonly [] {
  if (error instanceof UpstreamError && !error.isPassing) return [];
  throw error;
}
