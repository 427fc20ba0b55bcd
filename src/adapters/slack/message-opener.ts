import { UpstreamError } from '../../core/errors.ts';
import type { Logger } from '../../core/ports.ts';
import type { CallBudget } from './call-budget.ts';
import { createLostPost } from './lost-post.ts';
import { createReplyMessage, withoutUndecided, type ReplyMessage } from './reply-message.ts';
import type { Posted, Recipient, SlackCalls, Thread } from './slack-calls.ts';
import { slackCodeOf } from './slack-error.ts';

/** What a reply needs to bring messages into its thread. */
export interface MessageOpenerOptions {
  readonly calls: SlackCalls;
  readonly thread: Thread;
  readonly recipient: Recipient;
  readonly botUserId: string;
  readonly budget: CallBudget;
  /** Resolves when something is to be seen: with the placeholder message, if there had to be one. */
  readonly acknowledged: Promise<{ readonly posted: Posted; readonly text: string } | undefined>;
  readonly logger: Logger;
}

/** Brings the messages of one reply into its thread. */
export interface MessageOpener {
  /** Whether further messages are streamed; once one could not be, the rest of the reply is edited. */
  readonly isStreamingAllowed: boolean;
  /** Makes the next message show a text; gives nothing while there is nothing safe to show yet. */
  open(text: string, isLast: boolean, signal: AbortSignal): Promise<ReplyMessage | undefined>;
}

/** A message that is there, with what it shows. */
interface Opened {
  readonly posted: Posted;
  readonly shown: string;
  readonly isStreaming: boolean;
}

/** Streams where Slack allows it and posts elsewhere: any refusal of a stream leads to a message that is edited. */
export function createMessageOpener(options: MessageOpenerOptions): MessageOpener {
  const { calls, thread, budget, logger } = options;
  const lostPost = createLostPost(options);
  let hasOpened = false;
  let isStreamingAllowed = true;

  const takePlaceholder = async (): Promise<Opened | undefined> => {
    const placeholder = hasOpened ? undefined : await options.acknowledged;
    if (placeholder === undefined) return undefined;
    isStreamingAllowed = false;
    return { posted: placeholder.posted, shown: placeholder.text, isStreaming: false };
  };

  const takeLostPost = async (signal: AbortSignal): Promise<Opened | undefined> => {
    const found = await lostPost.find(signal);
    // It may be a stream that is still open: then the first edit has to end it.
    return found && { posted: found.posted, shown: found.text, isStreaming: true };
  };

  const startStream = async (shown: string, signal: AbortSignal): Promise<Opened | undefined> => {
    try {
      return { posted: await calls.startStream(thread, options.recipient, shown, signal), shown, isStreaming: true };
    } catch (error) {
      isStreamingAllowed = false;
      lostPost.onFailure(shown, error);
      if (error instanceof UpstreamError && error.kind === 'rate_limited') budget.pauseStarts(error.retryAfterMs);
      logger.warn({ event: 'slack.stream_refused', code: slackCodeOf(error), err: error });
      return takeLostPost(signal);
    }
  };

  const post = async (shown: string, signal: AbortSignal): Promise<Opened> => {
    try {
      return { posted: await calls.post(thread, shown, signal), shown, isStreaming: false };
    } catch (error) {
      lostPost.onFailure(shown, error);
      throw error;
    }
  };

  const onStreamLost = (error: unknown): void => {
    isStreamingAllowed = false;
    logger.warn({ event: 'slack.stream_lost', code: slackCodeOf(error), err: error });
  };

  return {
    get isStreamingAllowed() {
      return isStreamingAllowed;
    },
    async open(text, isLast, signal) {
      let opened = (await takePlaceholder()) ?? (await takeLostPost(signal));
      if (opened === undefined && isStreamingAllowed) {
        const start = isLast ? text : withoutUndecided(text);
        if (start.trim() === '') return undefined;
        isStreamingAllowed = budget.takeStart();
        if (isStreamingAllowed) opened = await startStream(start, signal);
      }
      opened ??= await post(text, signal);
      hasOpened = true;
      lostPost.onOpened(opened.posted);
      return createReplyMessage({ calls, ...opened, onStreamLost });
    },
  };
}
