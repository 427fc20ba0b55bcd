import type { CallBucket, ShownMessage } from '../../core/delivery/reply-transport.ts';
import type { Json } from '../../core/state-store.ts';

/** One way in which a reply reaches the person who asked. */
export interface ReplyOutlet {
  /** Whether shown text can only be continued. */
  readonly isStreaming: boolean;
  /** The bucket of the call that {@link show} makes for a message; nothing when it needs none, or was paid before. */
  bucketFor(message: ShownMessage): Promise<CallBucket | undefined>;
  /**
   * Makes message `index` show `texts[index]`, and those before it what they were last given.
   *
   * @throws {StoppedError} the person pressed Stop
   * @throws {UpstreamError} Slack does not take it; one that does not pass means that this way is closed
   */
  show(
    texts: readonly string[],
    index: number,
    options: { readonly isLast: boolean; readonly signal: AbortSignal },
  ): Promise<void>;
  /** Where the messages are now, for the journal; nothing while there are none. */
  target(): Json | undefined;
  /** Ends every stream that is still open, with the text that was to be shown. Never throws. */
  settle(signal: AbortSignal): Promise<void>;
  /** Leaves what stands as it is, because the reply goes on elsewhere. Never throws. */
  leave(signal: AbortSignal): Promise<void>;
}

/** Makes the way that is taken when the one before is closed, for the reason that it gave. */
export type NextOutlet = (reason: unknown) => ReplyOutlet;
