import type { ReplyTransport } from '../../core/delivery/reply-transport.ts';
import type { Clock } from '../../core/ports.ts';
import type { Json } from '../../core/state-store.ts';
import { escapeSequences } from './escape.ts';
import { createMessageOpener, type MessageOpenerOptions } from './message-opener.ts';
import type { ReplyMessage } from './reply-message.ts';
import { slackCodeOf } from './slack-error.ts';

/** A reply in a thread. */
export interface ThreadTransport extends ReplyTransport {
  /** Ends every stream that is still open. Never throws. */
  settle(): Promise<void>;
}

/** What can be set on {@link createThreadTransport}. */
export interface ThreadTransportOptions extends MessageOpenerOptions {
  readonly clock: Clock;
}

/**
 * What one message holds, in UTF-8 bytes. A stream and `markdown_text` hold 12,000 characters, but `chat.update` is
 * documented with 4,000 bytes for plain text: below that, an edit can take over from a stream whichever of the rules it
 * falls under.
 *
 * @see https://docs.slack.dev/reference/methods/chat.update
 */
const MAX_BYTES = 3_800;
/** Slack lets an app edit its messages for good; after a day nobody waits for the rest. */
const EDITABLE_MS = 24 * 60 * 60_000;
const SETTLE_WITHIN_MS = 10_000;

/** Shows a reply in a thread, streamed where Slack allows it. */
export function createThreadTransport(options: ThreadTransportOptions): ThreadTransport {
  const { thread, budget, logger } = options;
  const opener = createMessageOpener(options);
  const messages: ReplyMessage[] = [];
  const startedAt = options.clock.now();

  return {
    limits: {
      maxSize: MAX_BYTES,
      unit: 'bytes',
      minIntervalMs: 0,
      get isAppendOnly() {
        return opener.isStreamingAllowed;
      },
    },
    async bucketFor({ index, isLast }) {
      const message = messages[index];
      if (message?.isStreaming === true) {
        return isLast ? undefined : budget.bucketOf('chat.appendStream', thread.channel);
      }
      const next = message === undefined ? await opener.prepare() : 'placeholder';
      if (next === 'stream') return undefined;
      return budget.bucketOf(next === 'post' ? 'chat.postMessage' : 'chat.update', thread.channel);
    },
    async show(index, text, { isLast, signal }) {
      for (const earlier of messages.slice(0, index)) await earlier.close(signal);
      const message = messages[index] ?? (await opener.open(text, isLast, signal));
      if (message === undefined) return undefined;
      messages[index] = message;
      await message.show(text, isLast, signal);
      return undefined;
    },
    escape: escapeSequences,
    target: (): Json => ({ kind: 'thread', ...thread, ts: messages.at(-1)?.posted.ts ?? null }),
    expiresAt: startedAt + EDITABLE_MS,
    async settle() {
      const signal = AbortSignal.timeout(SETTLE_WITHIN_MS);
      for (const message of messages) {
        await message.close(signal).catch((error: unknown) => {
          logger.warn({ event: 'slack.stream_left_open', code: slackCodeOf(error), err: error });
        });
      }
    },
  };
}
