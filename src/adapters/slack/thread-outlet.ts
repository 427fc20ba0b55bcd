import type { CallBucket, ShownMessage } from '../../core/delivery/reply-transport.ts';
import type { Json } from '../../core/state-store.ts';
import { createMessageOpener, type MessageOpener, type MessageOpenerOptions } from './message-opener.ts';
import { createReplyMessage, type ReplyMessage } from './reply-message.ts';
import type { ReplyOutlet } from './reply-outlet.ts';
import { isClosed, isRefused, slackCodeOf } from './slack-error.ts';
import { GOES_ON_BELOW } from './texts.ts';

/** The messages of a reply in a thread: streamed where Slack allows it, edited elsewhere. */
export interface ThreadOutlet extends ReplyOutlet {
  /** Whether anything of the app stands in the thread, which clears its status line. */
  readonly hasShown: boolean;
  /** Whether a message stood there before the first words. */
  readonly hasPlaceholder: boolean;
  /** Whether a part of the reply may stand there twice. */
  readonly mayRepeat: boolean;
}

/** Shows a reply in a thread. A message that cannot be edited any more is replaced by a new one. */
export function createThreadOutlet(options: MessageOpenerOptions): ThreadOutlet {
  return new OpenThread(options);
}

class OpenThread implements ThreadOutlet {
  readonly #options: MessageOpenerOptions;
  readonly #opener: MessageOpener;
  readonly #messages: ReplyMessage[] = [];
  /** Nothing grows any more once a message had to be replaced: the next one would have to be, too. */
  #isGrowing = true;

  #placeholder: string | null = null;

  constructor(options: MessageOpenerOptions) {
    this.#options = options;
    void options.acknowledged.then((placeholder) => {
      this.#placeholder = placeholder?.posted.ts ?? null;
    });
    this.#opener = createMessageOpener(options);
  }

  get isStreaming(): boolean {
    return this.#opener.isStreamingAllowed;
  }

  get hasPlaceholder(): boolean {
    return this.#placeholder !== null;
  }

  get mayRepeat(): boolean {
    return this.#opener.mayRepeat;
  }

  get hasShown(): boolean {
    return this.#messages.length > 0;
  }

  async bucketFor({ index, isLast }: ShownMessage): Promise<CallBucket | undefined> {
    const { budget, thread } = this.#options;
    const message = this.#messages[index];
    if (message?.isStreaming === true) {
      return isLast ? undefined : budget.bucketOf('chat.appendStream', thread.channel);
    }
    const next = message === undefined ? await this.#opener.prepare() : 'placeholder';
    if (next === 'stream') return undefined;
    return budget.bucketOf(next === 'post' ? 'chat.postMessage' : 'chat.update', thread.channel);
  }

  async show(
    texts: readonly string[],
    index: number,
    { isLast, signal }: { readonly isLast: boolean; readonly signal: AbortSignal },
  ): Promise<void> {
    if (!this.#isGrowing && !isLast) return;
    for (const earlier of this.#messages.slice(0, index)) await earlier.close(signal);
    const text = texts[index] ?? '';
    const message = this.#messages[index] ?? (await this.#opener.open(text, isLast, signal));
    if (message === undefined) return;
    this.#messages[index] = message;
    try {
      await message.show(text, isLast, signal);
    } catch (error) {
      const isReplaceable = message.isStuck || (isRefused(error) && !isClosed(error));
      if (!isReplaceable) throw error;
      this.#options.logger.warn({ event: 'slack.message_replaced', code: slackCodeOf(error), err: error });
      this.#messages[index] = await this.#replace(message, text, signal);
    }
  }

  target(): Json {
    const index = Math.max(0, this.#messages.length - 1);
    const ts = this.#messages[index]?.posted.ts ?? this.#placeholder;
    const since = this.#options.askedTs;
    return { kind: 'thread', ...this.#options.thread, ts, index, ...(since === undefined ? {} : { since }) };
  }

  async settle(signal: AbortSignal): Promise<void> {
    for (const message of this.#messages) await this.#tidy(() => message.close(signal));
    await this.#tidy(() => this.#opener.settle(signal));
  }

  async leave(signal: AbortSignal): Promise<void> {
    for (const message of this.#messages) await this.#tidy(() => message.leave(signal));
    await this.#tidy(() => this.#opener.settle(signal));
  }

  /** Takes the message away, so that nothing stands there twice, and posts its text anew. */
  async #replace(old: ReplyMessage, text: string, signal: AbortSignal): Promise<ReplyMessage> {
    const { calls, thread, onStopPressed } = this.#options;
    this.#opener.giveUpStreaming();
    this.#isGrowing = false;
    const isRemoved = await calls.remove(old.posted, signal).then(
      () => true,
      () => false,
    );
    const shown = isRemoved ? text : `${GOES_ON_BELOW}\n\n${text}`;
    const posted = await calls.post(thread, shown, signal);
    const onStreamLost = (): void => undefined;
    return createReplyMessage({ calls, posted, shown, isStreaming: false, onStreamLost, onStopPressed });
  }

  async #tidy(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#options.logger.warn({ event: 'slack.stream_left_open', code: slackCodeOf(error), err: error });
    }
  }
}
