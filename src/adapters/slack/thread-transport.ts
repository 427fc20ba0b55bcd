import type { ReplyTransport } from '../../core/delivery/reply-transport.ts';
import type { Clock } from '../../core/ports.ts';
import { escapeSequences } from './escape.ts';
import type { MessageOpenerOptions } from './message-opener.ts';
import type { NextOutlet, ReplyOutlet } from './reply-outlet.ts';
import { isRefused, slackCodeOf } from './slack-error.ts';
import { MAY_REPEAT } from './texts.ts';
import { createThreadOutlet } from './thread-outlet.ts';

/** A reply in a thread. */
export interface ThreadTransport extends ReplyTransport {
  /** Whether anything of it stands in the thread. */
  readonly hasShown: boolean;
  /** Ends every stream that is still open. Never throws. */
  settle(): Promise<void>;
}

/** What can be set on {@link createThreadTransport}. */
export interface ThreadTransportOptions extends MessageOpenerOptions {
  readonly clock: Clock;
  /** Where the reply goes when the thread is closed, in this order. */
  readonly elsewhere?: readonly NextOutlet[];
  /** Called when the reply can be shown nowhere. */
  readonly onLost?: () => void;
}

/**
 * What one message holds, in UTF-8 bytes. A stream and `markdown_text` hold 12,000 characters, but `chat.update` is
 * documented with 4,000 bytes for plain text: below that, an edit can take over from a stream whichever of the rules it
 * falls under, and a note of our own has room.
 *
 * @see https://docs.slack.dev/reference/methods/chat.update
 */
const MAX_BYTES = 3_800;
/**
 * `markdown_text` shows the bars of a table as they stand. Rows as list items can be streamed as they come, wrap on a
 * phone and keep their links.
 *
 * @see https://docs.slack.dev/reference/block-kit/blocks/markdown-block
 */
const TABLES = 'rows';
/** Slack lets an app edit its messages for good; after a day nobody waits for the rest. */
const EDITABLE_MS = 24 * 60 * 60_000;
const SETTLE_WITHIN_MS = 10_000;

/** Shows a reply in a thread, streamed where Slack allows it; where the thread is closed, to the asker alone. */
export function createThreadTransport(options: ThreadTransportOptions): ThreadTransport {
  const { logger, clock } = options;
  const thread = createThreadOutlet(options);
  const elsewhere = [...(options.elsewhere ?? [])];
  const texts: string[] = [];
  let outlet: ReplyOutlet = thread;

  const goElsewhere = async (reason: unknown, signal: AbortSignal): Promise<void> => {
    const next = elsewhere.shift();
    logger.warn({ event: 'slack.place_closed', code: slackCodeOf(reason), isLost: next === undefined, err: reason });
    if (next === undefined) {
      options.onLost?.();
      throw reason;
    }
    await outlet.leave(signal);
    outlet = next(reason);
  };

  return {
    limits: {
      maxSize: MAX_BYTES,
      unit: 'bytes',
      tables: TABLES,
      minIntervalMs: 0,
      get isAppendOnly() {
        return outlet.isStreaming;
      },
    },
    get hasShown() {
      return thread.hasShown;
    },
    bucketFor: (message) => outlet.bucketFor(message),
    async show(index, text, { isLast, end, signal }) {
      texts[index] = end !== undefined && thread.mayRepeat ? `${text}\n\n${MAY_REPEAT}` : text;
      for (;;) {
        try {
          await outlet.show(texts, index, { isLast, signal });
          return undefined;
        } catch (error) {
          if (!isRefused(error)) throw error;
          await goElsewhere(error, signal);
        }
      }
    },
    // Only direct messages can be read, and a placeholder is known before.
    isUntraceable: (index) => !options.thread.channel.startsWith('D') && (index > 0 || !thread.hasPlaceholder),
    escape: escapeSequences,
    target: () => outlet.target() ?? thread.target() ?? null,
    expiresAt: clock.now() + EDITABLE_MS,
    async settle() {
      await outlet.settle(AbortSignal.timeout(SETTLE_WITHIN_MS));
    },
  };
}
