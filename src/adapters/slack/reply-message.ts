import { UpstreamError } from '../../core/errors.ts';
import { heldBackLength } from './escape.ts';
import type { Posted, SlackCalls } from './slack-calls.ts';
import { isDoubtful, slackCodeOf } from './slack-error.ts';

/** One message of a reply that is there. */
export interface ReplyMessage {
  readonly posted: Posted;
  /** Whether it is still streamed, so that its text can only be continued. */
  readonly isStreaming: boolean;
  /** Makes it show a text; `isLast` ends its stream. */
  show(text: string, isLast: boolean, signal: AbortSignal): Promise<void>;
  /** Ends its stream, if it is still open, with the text that it was last asked to show. */
  close(signal: AbortSignal): Promise<void>;
}

/** How a message came to be. */
export interface ReplyMessageOptions {
  readonly calls: SlackCalls;
  readonly posted: Posted;
  /** What it shows now. */
  readonly shown: string;
  readonly isStreaming: boolean;
  /** Called once when the stream is lost and the message is edited from then on. */
  readonly onStreamLost: (error: unknown) => void;
  /** Called when the stream is over. */
  readonly onStopped: () => Promise<void> | undefined;
}

/**
 * A streamed message grows by what is new. When a request fails so that nobody knows whether its text arrived, or when
 * Slack has closed the stream, the stream is ended and the whole text is written with one edit: nothing is lost and
 * nothing stands there twice.
 */
export function createReplyMessage(options: ReplyMessageOptions): ReplyMessage {
  const { calls, posted } = options;
  let { shown, isStreaming } = options;
  let wanted = shown;
  let isStreamLost = false;

  const lose = (error: unknown): void => {
    if (!isStreamLost) options.onStreamLost(error);
    isStreamLost = true;
  };

  /** Ends the stream without text; a stream that is closed already is as good. */
  const stopForGood = async (signal: AbortSignal): Promise<void> => {
    try {
      await calls.stopStream(posted, '', signal);
    } catch (error) {
      if (slackCodeOf(error) === undefined || (error instanceof UpstreamError && error.isPassing)) throw error;
    }
    isStreaming = false;
    await options.onStopped();
  };

  const edit = async (text: string, signal: AbortSignal): Promise<void> => {
    if (isStreaming) {
      lose(undefined);
      await stopForGood(signal);
    }
    if (text === shown && !isStreamLost) return;
    await calls.update(posted, text, signal);
    shown = text;
    isStreamLost = false;
  };

  const grow = async (text: string, isLast: boolean, signal: AbortSignal): Promise<void> => {
    const suffix = text.slice(shown.length);
    if (suffix === '' && !isLast) return;
    try {
      await (isLast ? calls.stopStream(posted, suffix, signal) : calls.appendStream(posted, suffix, signal));
      shown = text;
      isStreaming = !isLast;
      if (isLast) await options.onStopped();
    } catch (error) {
      if (error instanceof UpstreamError && error.kind === 'rate_limited') throw error;
      lose(error);
      if (isDoubtful(error)) throw error;
      await edit(wanted, signal);
    }
  };

  const show = async (text: string, isLast: boolean, signal: AbortSignal): Promise<void> => {
    wanted = text;
    const visible = isLast ? text : withoutUndecided(text);
    if (isStreaming && !isStreamLost && visible.startsWith(shown)) await grow(visible, isLast, signal);
    else await edit(text, signal);
  };

  return {
    posted,
    get isStreaming() {
      return isStreaming;
    },
    show,
    async close(signal) {
      if (isStreaming) await show(wanted, true, signal);
    },
  };
}

/** The start of an escaped text that is final, however the text goes on. */
export function withoutUndecided(text: string): string {
  return text.slice(0, text.length - heldBackLength(text));
}
