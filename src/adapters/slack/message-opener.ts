import { UpstreamError } from '../../core/errors.ts';
import type { Logger } from '../../core/ports.ts';
import type { CallBudget, StreamCalls } from './call-budget.ts';
import { createLostPost, type LostPost } from './lost-post.ts';
import { createReplyMessage, withoutUndecided, type ReplyMessage } from './reply-message.ts';
import type { Posted, Recipient, SlackCalls, Thread } from './slack-calls.ts';
import { slackCodeOf } from './slack-error.ts';
import { createStreamTaker } from './stream-taker.ts';

/** What a reply needs to bring messages into its thread. */
export interface MessageOpenerOptions {
  readonly calls: SlackCalls;
  readonly thread: Thread;
  /** The message that is answered: whatever the twin writes for it comes after it. */
  readonly askedTs?: string | undefined;
  readonly recipient: Recipient;
  readonly botUserId: string;
  readonly budget: CallBudget;
  /** Resolves when something is to be seen: with the placeholder message, if there had to be one. */
  readonly acknowledged: Promise<{ readonly posted: Posted; readonly text: string } | undefined>;
  /** Called when the person pressed Stop. */
  readonly onStopPressed: () => void;
  readonly logger: Logger;
}

/** How a message comes to be. */
export type NextMessage = 'placeholder' | 'stream' | 'post';

/** Brings the messages of one reply into its thread. */
export interface MessageOpener {
  /** Whether further messages are streamed; once one could not be, the rest of the reply is edited. */
  readonly isStreamingAllowed: boolean;
  /** Whether a part of the reply may stand there twice. */
  readonly mayRepeat: boolean;
  /** Says that what follows is to be edited. */
  giveUpStreaming(): void;
  /** Decides how the next message comes to be, and takes the calls of a stream for it where that is the way. */
  prepare(): Promise<NextMessage>;
  /** Makes the next message show a text; gives nothing while there is nothing safe to show yet. */
  open(text: string, isLast: boolean, signal: AbortSignal): Promise<ReplyMessage | undefined>;
  /** Gives back what was taken and not used, and takes away what came after it had been given up and sent again. */
  settle(signal: AbortSignal): Promise<void>;
}

/** A message that is there, with what it shows. */
interface Opened {
  readonly posted: Posted;
  readonly shown: string;
  readonly isStreaming: boolean;
}

/** Streams where Slack allows it and posts elsewhere: any refusal of a stream leads to a message that is edited. */
export function createMessageOpener(options: MessageOpenerOptions): MessageOpener {
  const { calls, budget, logger, onStopPressed } = options;
  const lostPost = createLostPost(options);
  let hasOpened = false;
  let isStreamingAllowed = true;
  const streams = createStreamTaker(budget);

  const prepare = async (): Promise<NextMessage> => {
    if (!hasOpened && (await options.acknowledged) !== undefined) return 'placeholder';
    if (isStreamingAllowed) isStreamingAllowed = await streams.prepare();
    return isStreamingAllowed ? 'stream' : 'post';
  };

  const takePlaceholder = async (): Promise<Opened | undefined> => {
    const placeholder = hasOpened ? undefined : await options.acknowledged;
    if (placeholder === undefined) return undefined;
    isStreamingAllowed = false;
    return { posted: placeholder.posted, shown: placeholder.text, isStreaming: false };
  };

  const onStreamLost = (error: unknown): void => {
    isStreamingAllowed = false;
    logger.warn({ event: 'slack.stream_lost', code: slackCodeOf(error), err: error });
  };

  return {
    get isStreamingAllowed() {
      return isStreamingAllowed;
    },
    get mayRepeat() {
      return lostPost.mayRepeat;
    },
    giveUpStreaming() {
      isStreamingAllowed = false;
    },
    prepare,
    async settle(signal) {
      await streams.settle();
      for (const stray of await lostPost.strays(signal)) await removeStray(options, stray, signal);
    },
    async open(text, isLast, signal) {
      let opened = (await takePlaceholder()) ?? (await takeLostPost(lostPost, signal));
      let stream: StreamCalls | undefined;
      if (opened === undefined && isStreamingAllowed) {
        const start = isLast ? text : withoutUndecided(text);
        if (start.trim() === '') return undefined;
        stream = await streams.begin();
        if (stream !== undefined) {
          opened = await startStream(options, stream, { lostPost, shown: start, signal });
          isStreamingAllowed = opened !== undefined;
          opened ??= await takeLostPost(lostPost, signal);
        }
      }
      await streams.release();
      if (opened?.isStreaming !== true) await stream?.stopped();
      opened ??= await post(options, lostPost, text, signal);
      hasOpened = true;
      lostPost.onOpened(opened.posted);
      const onStopped = (): Promise<void> | undefined => stream?.stopped();
      return createReplyMessage({ calls, ...opened, onStreamLost, onStopped, onStopPressed });
    },
  };
}

/** Gives nothing when Slack refuses it, or when nobody knows. */
async function startStream(
  { calls, thread, recipient, budget, logger }: MessageOpenerOptions,
  stream: StreamCalls,
  { lostPost, shown, signal }: { readonly lostPost: LostPost; readonly shown: string; readonly signal: AbortSignal },
): Promise<Opened | undefined> {
  try {
    return { posted: await calls.startStream(thread, recipient, shown, signal), shown, isStreaming: true };
  } catch (error) {
    lostPost.onFailure(shown, error);
    if (error instanceof UpstreamError && error.kind === 'rate_limited') await budget.pauseStarts(error.retryAfterMs);
    logger.warn({ event: 'slack.stream_refused', code: slackCodeOf(error), err: error });
    return undefined;
  } finally {
    await stream.started();
  }
}

async function removeStray({ calls, logger }: MessageOpenerOptions, stray: Posted, signal: AbortSignal): Promise<void> {
  // It is a stream, or none: what matters is that it goes.
  await calls.stopStream(stray, '', signal).catch(() => undefined);
  await calls.remove(stray, signal);
  logger.info({ event: 'slack.stray_removed' });
}

async function takeLostPost(lostPost: LostPost, signal: AbortSignal): Promise<Opened | undefined> {
  const found = await lostPost.find(signal);
  // It may be a stream that is still open: then the first edit has to end it.
  return found && { posted: found.posted, shown: found.text, isStreaming: true };
}

async function post(
  { calls, thread }: MessageOpenerOptions,
  lostPost: LostPost,
  shown: string,
  signal: AbortSignal,
): Promise<Opened> {
  try {
    return { posted: await calls.post(thread, shown, signal), shown, isStreaming: false };
  } catch (error) {
    lostPost.onFailure(shown, error);
    throw error;
  }
}
