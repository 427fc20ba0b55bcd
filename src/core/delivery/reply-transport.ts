import type { AnswerDone } from '../answer/answer-event.ts';
import type { CallLimit, SeenWindow } from '../call-windows.ts';
import type { Cancellable } from '../ports.ts';
import type { Json } from '../state-store.ts';

/** What a platform's messages can hold. */
export interface ReplyLimits {
  /** The most that one message holds, in `unit`. */
  readonly maxSize: number;
  /** `chars` counts UTF-16 code units, `bytes` counts UTF-8. */
  readonly unit: 'chars' | 'bytes';
  /** The most lines that a message shows, a long one counted as the several that it wraps to; absent: as many as fit. */
  readonly maxLines?: number;
  /**
   * How a table is shown. `aligned`, when absent: as a code block with columns of one width. `rows`: each row as a list
   * item, which never changes when further rows come.
   */
  readonly tables?: 'aligned' | 'rows';
  /** Growing text is shown no more often than this, whatever the platform's limits allow. */
  readonly minIntervalMs: number;
  /** True when shown text can only be continued: text for an open message then always extends what it showed. */
  readonly isAppendOnly: boolean;
}

/** What is known of a text when it is shown. */
export interface ShowOptions extends Cancellable {
  /** This message will not change again. */
  readonly isLast: boolean;
  /** The whole answer, with the message that ends it; absent while more may come. */
  readonly end?: AnswerDone | undefined;
}

/** What a platform counts calls by. Whoever has the same key shares it. */
export interface CallBucket {
  readonly key: string;
  /** Holds until the platform tells its own. */
  readonly limit: CallLimit;
  /** Whether the call that ends the reply counts against it too. */
  readonly isForEnding: boolean;
}

/** What an answer of the platform told of a bucket, which need not be the one that the call was taken from. */
export interface BucketNews {
  readonly key: string;
  readonly seen: SeenWindow;
}

/** Which of the messages is shown, and whether it will not change again. */
export interface ShownMessage {
  readonly index: number;
  readonly isLast: boolean;
}

/**
 * The messages of one reply on one platform, counted from 0. The core calls it with one request at a time.
 */
export interface ReplyTransport {
  readonly limits: ReplyLimits;
  /** The bucket of the call that {@link show} makes for this message; nothing when it needs none, or was paid before. */
  bucketFor(message: ShownMessage): Promise<CallBucket | undefined>;
  /**
   * Makes message `index` show exactly `text`: creates it when it is not there yet, edits it otherwise.
   *
   * @throws {StoppedError} the person stopped the reply; {@link DeliveryOptions.stop} is aborted by then
   * @throws {UpstreamError} `rate_limited` with `retryAfterMs`, `timeout` or `unavailable` may be tried again with newer
   *   text; any other kind means that this message cannot be shown
   */
  show(index: number, text: string, options: ShowOptions): Promise<BucketNews | undefined>;
  /**
   * Makes platform text safe: what the model wrote must not ping anybody or turn into the platform's own syntax. Line by
   * line: how one is escaped does not depend on another one.
   */
  escape(markdown: string): string;
  /**
   * Whether message `index`, created in the moment in which the process is killed, can be found by nobody afterwards. Such
   * a message is never created whole: else a note would be put under a whole answer. None is when left out.
   */
  isUntraceable?(index: number): boolean;
  /** Where the messages are now, for the journal. */
  target(): Json;
  /** Epoch ms after which these messages can no longer be edited. */
  readonly expiresAt: number;
}
