import { openDmDetour } from './dm-detour.ts';
import { createRefusedEnd } from './refused-end.ts';
import { toRefusalText, toReplyFate } from './reply-fate.ts';
import type { BucketNews, ReplyTransport, ShowOptions } from '../../../core/delivery/reply-transport.ts';
import type { Cancellable, Logger } from '../../../core/ports.ts';
import type { DiscordApi } from '../rest/discord-api.ts';
import type { CallBuckets } from './call-buckets.ts';
import type { EndReason } from './refused-end.ts';
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
  /** Takes away what only says that the twin thinks, when the answer goes elsewhere. */
  readonly leave?: (options: Cancellable) => Promise<void>;
}

/** What is to be shown. */
interface Frame {
  readonly index: number;
  readonly text: string;
  readonly how: ShowOptions;
}

/**
 * Shows a reply, whatever becomes of its place. What cannot be written there goes on in a DM, behind a line that says why.
 * A thread that sleeps is woken. An answer that somebody deletes, or that the server's filter refuses, ends: whoever took it
 * away meant it, and nothing more is paid for it; the one who asked is told in private. What stands by then stays, with a
 * note and without its Stop button.
 */
export function createDetourTransport(options: DetourOptions): ReplyTransport {
  const { inner, asked, logger } = options;
  let detour: DmDetour | undefined;
  let hasShown = false;
  const refused = createRefusedEnd({ ...options, maxChars: inner.limits.maxSize });

  const end = async (reason: EndReason, error: unknown): Promise<undefined> => {
    await refused.end(reason, { isStanding: hasShown && detour === undefined, error });
  };
  const endLost = async (error: unknown): Promise<never> => {
    if (toReplyFate(error) !== undefined) await end('lost', error);
    throw error;
  };
  const goElsewhere = async (error: unknown, { index, text, how }: Frame): Promise<BucketNews | undefined> => {
    logger.warn({ event: 'discord.reply_moved', err: error });
    const notice = `${toRefusalText(error, asked.channelId)} So I answer here.`;
    try {
      if (!hasShown) await leave(options, how);
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
    if (fate === 'deleted' || fate === 'blocked') return end(fate, error);
    if (fate === 'archived') return wake(error, frame);
    if (fate === 'elsewhere') return goElsewhere(error, frame);
    return endLost(error);
  };

  return {
    ...inner,
    async bucketFor(message) {
      if (refused.isOver) return undefined;
      return detour === undefined ? inner.bucketFor(message) : detour.bucketOf(message.index);
    },
    async show(index, text, how) {
      if (refused.isOver) return undefined;
      if (detour !== undefined) return detour.show(index, text, how).catch(endLost);
      const frame = { index, text: refused.toNoted(text), how };
      try {
        const news = await inner.show(index, frame.text, how);
        hasShown = true;
        return news;
      } catch (error) {
        return judge(error, frame);
      }
    },
    target: () => detour?.target() ?? inner.target(),
  };
}

/** Where it cannot be taken away, Discord itself ends it after a while. */
async function leave({ leave: takeAway, logger }: DetourOptions, how: Cancellable): Promise<void> {
  await takeAway?.(how).catch((error: unknown) => logger.warn({ event: 'discord.reply_left', err: error }));
}
