import { StoppedError } from '../../core/answer/running-turn.ts';
import { UpstreamError } from '../../core/errors.ts';
import { heldBackLength } from './escape.ts';
import type { Posted, SlackCalls } from './slack-calls.ts';
import { isDoubtful, slackCodeOf } from './slack-error.ts';

/** One message of a reply that is there. */
export interface ReplyMessage {
  readonly posted: Posted;
  /** Whether it is still streamed, so that its text can only be continued. */
  readonly isStreaming: boolean;
  /** Whether its stream could be neither ended nor replaced by an edit. */
  readonly isStuck: boolean;
  /**
   * Makes it show a text; `isLast` ends its stream.
   *
   * @throws {StoppedError} the person pressed Stop
   * @throws {UpstreamError} Slack does not take it
   */
  show(text: string, isLast: boolean, signal: AbortSignal): Promise<void>;
  /** Ends its stream, if it is still open, with the text that it was last asked to show. */
  close(signal: AbortSignal): Promise<void>;
  /** Ends its stream, if it is still open, with what stands. */
  leave(signal: AbortSignal): Promise<void>;
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
  readonly onStopped?: (() => Promise<void> | undefined) | undefined;
  /** Called when the person pressed Stop. */
  readonly onStopPressed: () => void;
}

const MAX_CONFLICTS = 2;

/** Makes the message of a reply from one that is there. */
export function createReplyMessage(options: ReplyMessageOptions): ReplyMessage {
  return new GrowingMessage(options);
}

/**
 * A streamed message grows by what is new. When a request fails so that nobody knows whether its text arrived, or when
 * Slack has closed the stream, the stream is ended and the whole text is written with one edit: nothing is lost and
 * nothing stands there twice.
 */
class GrowingMessage implements ReplyMessage {
  readonly #options: ReplyMessageOptions;
  #shown: string;
  #wanted: string;
  #isStreaming: boolean;
  #isStreamLost = false;
  /** Edits that were refused because the stream is still open, although it was to be ended. */
  #conflictCount = 0;

  constructor(options: ReplyMessageOptions) {
    this.#options = options;
    this.#shown = options.shown;
    this.#wanted = options.shown;
    this.#isStreaming = options.isStreaming;
  }

  get posted(): Posted {
    return this.#options.posted;
  }

  get isStreaming(): boolean {
    return this.#isStreaming;
  }

  get isStuck(): boolean {
    return this.#conflictCount >= MAX_CONFLICTS;
  }

  async show(text: string, isLast: boolean, signal: AbortSignal): Promise<void> {
    this.#wanted = text;
    const visible = isLast ? text : withoutUndecided(text);
    const canGrow = this.#isStreaming && !this.#isStreamLost && visible.startsWith(this.#shown);
    await (canGrow ? this.#grow(visible, isLast, signal) : this.#edit(text, signal));
  }

  async close(signal: AbortSignal): Promise<void> {
    if (this.#isStreaming) await this.show(this.#wanted, true, signal);
  }

  async leave(signal: AbortSignal): Promise<void> {
    if (this.#isStreaming) await this.#stopForGood(signal);
  }

  async #grow(text: string, isLast: boolean, signal: AbortSignal): Promise<void> {
    const { calls, posted } = this.#options;
    const suffix = text.slice(this.#shown.length);
    if (suffix === '' && !isLast) return;
    try {
      await (isLast ? calls.stopStream(posted, suffix, signal) : calls.appendStream(posted, suffix, signal));
      this.#shown = text;
      this.#isStreaming = !isLast;
      if (isLast) await this.#options.onStopped?.();
    } catch (error) {
      if (error instanceof UpstreamError && error.kind === 'rate_limited') throw error;
      this.#lose(error);
      this.#checkStopped(error);
      if (isDoubtful(error)) throw error;
      await this.#edit(this.#wanted, signal);
    }
  }

  async #edit(text: string, signal: AbortSignal): Promise<void> {
    const { calls, posted } = this.#options;
    if (this.#isStreaming) {
      this.#lose(undefined);
      await this.#stopForGood(signal);
    }
    if (text === this.#shown && !this.#isStreamLost) return;
    try {
      await calls.update(posted, text, signal);
    } catch (error) {
      this.#noteConflict(error);
      throw error;
    }
    this.#shown = text;
    this.#isStreamLost = false;
  }

  #lose(error: unknown): void {
    if (!this.#isStreamLost) this.#options.onStreamLost(error);
    this.#isStreamLost = true;
  }

  #checkStopped(error: unknown): void {
    if (slackCodeOf(error) !== 'stopped_by_user') return;
    this.#options.onStopPressed();
    throw new StoppedError('The person pressed Stop.', { cause: error });
  }

  /** The stream is still open, whatever the call said that was to end it. */
  #noteConflict(error: unknown): void {
    if (slackCodeOf(error) !== 'streaming_state_conflict') return;
    this.#isStreaming = true;
    this.#conflictCount += 1;
  }

  /** Ends the stream without text; a stream that is closed already is as good. */
  async #stopForGood(signal: AbortSignal): Promise<void> {
    const { calls, posted } = this.#options;
    try {
      await calls.stopStream(posted, '', signal);
    } catch (error) {
      if (slackCodeOf(error) === undefined || (error instanceof UpstreamError && error.isPassing)) throw error;
    }
    this.#isStreaming = false;
    await this.#options.onStopped?.();
  }
}

/** The start of an escaped text that is final, however the text goes on. */
export function withoutUndecided(text: string): string {
  return text.slice(0, text.length - heldBackLength(text));
}
