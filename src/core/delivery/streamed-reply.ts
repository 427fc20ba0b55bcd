import type { AnswerDone } from '../answer/answer-event.ts';
import { StoppedError } from '../answer/running-turn.ts';
import { UpstreamError } from '../errors.ts';
import { logFailure } from '../log-failure.ts';
import type { Clock, Logger } from '../ports.ts';
import type { JournalStore } from '../state-store.ts';
import type { Face, TenantKey, TurnId, UserKey } from '../turn.ts';
import { createSignal } from '../../support/signal.ts';
import type { Signal } from '../../support/signal.ts';
import { toFinalMessages, toGrowingMessages, toStoppedMessages } from './reply-messages.ts';
import type { ReplyTransport } from './reply-transport.ts';

/** What one reply is made with. */
export interface StreamedReplyOptions {
  readonly transport: ReplyTransport;
  readonly face: Face;
  readonly user: UserKey;
  readonly tenant?: TenantKey | undefined;
  readonly turnId: TurnId;
  /** Aborted with a {@link StoppedError} when nothing more is to be shown. */
  readonly stop?: AbortSignal | undefined;
  readonly journal: JournalStore;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** One reply while it grows. */
export interface StreamedReply {
  /** Writes the journal before anything is shown. */
  open(): Promise<void>;
  /** Takes the next delta. */
  write(delta: string): void;
  /** Says that no more will come. */
  end(): void;
  /** Shows growing text until {@link end}: one request at a time, always the newest text, never a queue. */
  grow(): Promise<void>;
  /** Shows everything, tried again until the platform takes it or can take no more. */
  finish(done: AnswerDone, footer: string): Promise<void>;
}

/** The first waits between requests as shares of the platform's interval: early text grows quickly. */
const EARLY_SHARES: readonly number[] = [0.5, 0.8];
/** One request takes no longer, whatever the platform does. */
const REQUEST_TIMEOUT_MS = 15_000;
/** How long the last text is tried. */
const FINISH_WITHIN_MS = 120_000;
const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 10_000;
const NOTHING_WRITTEN = 'Something went wrong on my side and I have no answer to show. Please ask again.';

/** Makes the reply of one turn. */
export function createStreamedReply(options: StreamedReplyOptions): StreamedReply {
  return new EditedReply(options);
}

class EditedReply implements StreamedReply {
  readonly #options: StreamedReplyOptions;
  readonly #ended = createSignal();
  #newText = createSignal();
  #text = '';
  #isEnded = false;
  #done: AnswerDone | undefined;
  /** The platform said that these messages can never be shown. */
  #isLost = false;
  #stopped: readonly string[] | undefined;
  /** What each message shows now. */
  readonly #shown: string[] = [];
  /** Messages before this one are finished. */
  #openIndex = 0;
  #requestCount = 0;
  #failureCount = 0;
  /** Epoch ms before which no request is made. */
  #nextAt = 0;

  constructor(options: StreamedReplyOptions) {
    this.#options = options;
  }

  async open(): Promise<void> {
    await this.#note('');
  }

  write(delta: string): void {
    this.#text += delta;
    this.#newText.resolve();
  }

  end(): void {
    this.#isEnded = true;
    this.#newText.resolve();
    this.#ended.resolve();
  }

  async grow(): Promise<void> {
    while (this.#isGrowing()) {
      await this.#newText.promise;
      this.#newText = createSignal();
      // The end of the text cuts the wait short: it gets no frame of its own, `finish` shows everything.
      await this.#waitForTurn(this.#ended);
      while (this.#isGrowing() && (await this.#step(toGrowingMessages(this.#text, this.#options.transport), false))) {
        await this.#waitForTurn(this.#ended);
      }
    }
  }

  async finish(done: AnswerDone, footer: string): Promise<void> {
    this.#done = done;
    const { transport, clock, logger, turnId, face } = this.#options;
    const text = done.text.trim() === '' ? NOTHING_WRITTEN : done.text;
    const whole = toFinalMessages(text, footer, transport);
    const deadlineAt = Math.min(clock.now() + FINISH_WITHIN_MS, transport.expiresAt);
    if (this.#failureCount === 0) this.#nextAt = 0;
    let isShown = false;
    while (!isShown && !this.#isLost && clock.now() < deadlineAt) {
      this.#nextAt = Math.min(this.#nextAt, deadlineAt);
      await this.#waitForTurn();
      isShown = !(await this.#step(
        this.#isStopped() ? toStoppedMessages(this.#shownWhenStopped(), footer, transport) : whole,
        true,
      ));
      if (this.#failureCount === 0) this.#nextAt = 0;
    }
    await this.#forget();
    logger.debug({ event: 'delivery.completed', turnId, face, edits: this.#requestCount, isShown });
  }

  #isGrowing(): boolean {
    return !this.#isEnded && !this.#isLost && !this.#isStopped();
  }

  #isStopped(): boolean {
    return this.#options.stop?.reason instanceof StoppedError;
  }

  /** The messages as they stood when the person stopped them; later ones carry the note already. */
  #shownWhenStopped(): readonly string[] {
    this.#stopped ??= [...this.#shown];
    return this.#stopped;
  }

  /** Makes one request if a message does not show what it should; gives whether there was one to make. */
  async #step(messages: readonly string[], isFinal: boolean): Promise<boolean> {
    const index = messages.findIndex((message, at) => this.#isStale(message, at, messages, isFinal));
    const message = messages[index];
    if (message === undefined) return false;
    const isLast = isFinal || index < messages.length - 1;
    try {
      const end = isFinal && index === messages.length - 1 ? this.#done : undefined;
      const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
      await this.#options.transport.show(index, message, { isLast, end, signal });
    } catch (error) {
      this.#judge(error);
      return true;
    }
    this.#shown[index] = message;
    this.#openIndex = Math.max(this.#openIndex, isLast ? index + 1 : index);
    this.#requestCount += 1;
    this.#failureCount = 0;
    const share = EARLY_SHARES[this.#requestCount - 1] ?? 1;
    this.#nextAt = this.#options.clock.now() + this.#options.transport.limits.minIntervalMs * share;
    await this.#note(message);
    return true;
  }

  /**
   * A message that has become its last self is told so once, even when its text stays. One that can only be continued
   * waits for text that continues it. A finished one is looked at once more in the end: text may have turned out to be
   * a table after it was cut.
   */
  #isStale(message: string, at: number, messages: readonly string[], isFinal: boolean): boolean {
    const shown = this.#shown[at] ?? '';
    const { isAppendOnly } = this.#options.transport.limits;
    if (at < this.#openIndex) return isFinal && !isAppendOnly && message !== shown;
    if (isFinal || at < messages.length - 1) return true;
    return isAppendOnly ? message.length > shown.length && message.startsWith(shown) : message !== shown;
  }

  /** Decides after a failed request when to go on, or that there is no going on. */
  #judge(error: unknown): void {
    const { clock, logger, turnId, face } = this.#options;
    if (error instanceof StoppedError) return;
    this.#failureCount += 1;
    if (!isPassing(error)) {
      this.#isLost = true;
      logger.error({ event: 'delivery.lost', turnId, face, err: error });
      return;
    }
    const backOffMs = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.#failureCount - 1));
    const waitMs = (error instanceof UpstreamError ? error.retryAfterMs : undefined) ?? backOffMs;
    this.#nextAt = clock.now() + waitMs;
    logger.warn({ event: 'delivery.delayed', turnId, face, waitMs, err: error });
  }

  async #waitForTurn(orEnd?: Signal): Promise<void> {
    const { clock } = this.#options;
    const waitMs = this.#nextAt - clock.now();
    if (waitMs <= 0) return;
    const abort = new AbortController();
    const slept = clock.sleep(waitMs, abort.signal).catch(() => undefined);
    await (orEnd === undefined ? slept : Promise.race([slept, orEnd.promise]));
    abort.abort();
  }

  /** A journal that cannot be written costs the safety net, never the answer. */
  async #note(shownText: string): Promise<void> {
    const { journal, logger, turnId, face, user, tenant, transport } = this.#options;
    const { expiresAt } = transport;
    try {
      await journal.put({ turnId, face, user, tenant, target: transport.target(), shownText, expiresAt });
    } catch (error) {
      logFailure(logger, { event: 'journal.unwritten', turnId, face, err: error });
    }
  }

  async #forget(): Promise<void> {
    const { journal, logger, turnId, face } = this.#options;
    try {
      await journal.remove(turnId);
    } catch (error) {
      logFailure(logger, { event: 'journal.unwritten', turnId, face, err: error });
    }
  }
}

/** A request that timed out may or may not have been taken; the transport makes a second one harmless. */
function isPassing(error: unknown): boolean {
  if (error instanceof UpstreamError) return error.isPassing;
  return error instanceof DOMException && error.name === 'TimeoutError';
}
