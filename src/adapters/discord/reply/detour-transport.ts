import { openDmDetour } from './dm-detour.ts';
import { toRefusalText, toReplyFate } from './reply-fate.ts';
import type { BucketNews, ReplyTransport, ShowOptions } from '../../../core/delivery/reply-transport.ts';
import type { Logger } from '../../../core/ports.ts';
import type { DiscordApi } from '../rest/discord-api.ts';
import type { CallBuckets } from './call-buckets.ts';
import type { DmDetour } from './dm-detour.ts';

/** What a reply is made with that Discord may refuse. */
export interface DetourOptions {
  readonly api: DiscordApi;
  readonly buckets: CallBuckets;
  readonly logger: Logger;
  /** Shows the reply where it was asked for. */
  readonly inner: ReplyTransport;
  /** Where that is, and who asked. */
  readonly asked: { readonly channelId: string; readonly userId: string };
  /** Stops the writing: nobody would see more of it. */
  readonly stop: () => void;
  /** Tells the one who asked, and nobody else. */
  readonly tell: (text: string) => Promise<void>;
}

const DELETED = 'My answer was deleted while I wrote it, so I stopped. Ask me again if you still want it.';
const BLOCKED = 'This server’s AutoMod does not let my answer through, so I stopped. Ask me in a DM instead.';
const LOST = 'Discord does not take my answer, so I stopped. Please ask again in a moment.';

/** What is to be shown. */
interface Frame {
  readonly index: number;
  readonly text: string;
  readonly how: ShowOptions;
}

/**
 * Shows a reply, whatever becomes of its place. What cannot be written there goes on in a DM, behind a line that says why.
 * A thread that sleeps is woken. An answer that somebody deletes, or that the server's filter refuses, ends: whoever took it
 * away meant it, and nothing more is paid for it; the one who asked is told in private.
 */
export function createDetourTransport(options: DetourOptions): ReplyTransport {
  const { inner, asked, stop, tell, logger } = options;
  let detour: DmDetour | undefined;
  let isOver = false;

  const end = async (text: string): Promise<undefined> => {
    isOver = true;
    stop();
    await tell(text).catch((error: unknown) => logger.warn({ event: 'discord.untold', err: error }));
  };
  const endLost = async (error: unknown): Promise<never> => {
    if (toReplyFate(error) !== undefined) await end(LOST);
    throw error;
  };
  const goElsewhere = async (error: unknown, { index, text, how }: Frame): Promise<BucketNews | undefined> => {
    logger.warn({ event: 'discord.reply_moved', err: error });
    const notice = `${toRefusalText(error, asked.channelId)} So I answer here.`;
    try {
      detour = await openDmDetour({ ...options, userId: asked.userId }, { notice, signal: how.signal });
      return await detour.show(index, text, how);
    } catch (later) {
      return endLost(later);
    }
  };
  const wake = async (error: unknown, frame: Frame): Promise<BucketNews | undefined> => {
    try {
      await options.api.unarchive(asked.channelId, frame.how);
      return await inner.show(frame.index, frame.text, frame.how);
    } catch (later) {
      if (toReplyFate(later) === undefined) throw later;
      return goElsewhere(error, frame);
    }
  };
  const judge = (error: unknown, frame: Frame): Promise<BucketNews | undefined> => {
    const fate = toReplyFate(error);
    if (fate === 'deleted') return end(DELETED);
    if (fate === 'blocked') return end(BLOCKED);
    if (fate === 'archived') return wake(error, frame);
    if (fate === 'elsewhere') return goElsewhere(error, frame);
    return endLost(error);
  };

  return {
    ...inner,
    async bucketFor(message) {
      if (isOver) return undefined;
      return detour === undefined ? inner.bucketFor(message) : detour.bucketOf(message.index);
    },
    async show(index, text, how) {
      if (isOver) return undefined;
      if (detour !== undefined) return detour.show(index, text, how).catch(endLost);
      return inner.show(index, text, how).catch((error: unknown) => judge(error, { index, text, how }));
    },
    target: () => detour?.target() ?? inner.target(),
  };
}
