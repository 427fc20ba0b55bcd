import type { AnswerDone } from '../answer/answer-event.ts';
import { StoppedError } from '../answer/running-turn.ts';
import { UpstreamError } from '../errors.ts';
import type { TakenEvent } from '../intake/intake.ts';
import type { Clock, Logger } from '../ports.ts';
import type { Face, UserKey } from '../turn.ts';
import { NOT_NEEDED } from '../../support/not-needed.ts';
import { createSignal } from '../../support/signal.ts';
import { createDeliveryWatch } from './delivery-watch.ts';
import type { DeliverySummary } from './delivery-watch.ts';
import type { Pacer } from './pacer.ts';
import type { PacedAnswer, Permit, Urgency } from './permit.ts';
import { toFinalMessages, toGrowingMessages, toStoppedMessages } from './reply-messages.ts';
import { createRetries } from './retries.ts';
import { createReplyFrames } from './reply-frames.ts';
import type { Frame, ReplyFrames } from './reply-frames.ts';
import { toRoom } from './message-room.ts';
import type { ReplyTransport } from './reply-transport.ts';

/** What one reply is made with. */
export interface StreamedReplyOptions {
  readonly transport: ReplyTransport;
  readonly face: Face;
  readonly user: UserKey;
  /** What is answered: the journal follows what is shown. */
  readonly taken: TakenEvent;
  /** Aborted with a {@link StoppedError} when nothing more is to be shown. */
  readonly stop?: AbortSignal | undefined;
  readonly pacer: Pacer;
  readonly onDelivered?: ((summary: DeliverySummary) => void) | undefined;
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
  /** Leaves what is shared with other replies. */
  close(): void;
}

/** One request takes no longer, whatever the platform does. */
const REQUEST_TIMEOUT_MS = 15_000;
/** How long the last text is tried. */
const FINISH_WITHIN_MS = 120_000;
const NOTHING_WRITTEN = 'Something went wrong on my side and I have no answer to show. Please ask again.';

/** Makes the reply of one turn. */
export function createStreamedReply(options: StreamedReplyOptions): StreamedReply {
  return new EditedReply(options);
}

class EditedReply implements StreamedReply {
  readonly #options: StreamedReplyOptions;
  readonly #paced: PacedAnswer;
  readonly #frames: ReplyFrames;
  readonly #watch = createDeliveryWatch();
  /** Aborted when no more text will come. */
  readonly #writing = new AbortController();
  #newText = createSignal();
  #text = '';
  /** Epoch ms when the oldest text was written that no request has taken along. */
  #waitingSince: number | undefined;
  #done: AnswerDone | undefined;
  /** The platform said that these messages can never be shown. */
  #isLost = false;
  #stopped: readonly string[] | undefined;
  #requestCount = 0;
  readonly #retries = createRetries();
  /** Epoch ms before which no request is made. */
  #nextAt = 0;

  constructor(options: StreamedReplyOptions) {
    this.#options = options;
    this.#paced = options.pacer.open(options.user);
    this.#frames = createReplyFrames(options.transport, () => this.#done);
  }

  async open(): Promise<void> {
    await this.#note('');
  }

  write(delta: string): void {
    const now = this.#options.clock.now();
    this.#text += delta;
    this.#waitingSince ??= now;
    this.#paced.forecast.write(delta.length, now);
    this.#watch.wrote(delta.length, now);
    this.#newText.resolve();
  }

  end(): void {
    this.#paced.forecast.end(this.#options.clock.now());
    this.#newText.resolve();
    this.#writing.abort(NOT_NEEDED);
  }

  async grow(): Promise<void> {
    const { transport } = this.#options;
    const newest = (): readonly string[] => toGrowingMessages(this.#text, transport);
    const { signal } = this.#writing;
    while (!signal.aborted && !this.#isLost && !this.#isStopped()) {
      await this.#newText.promise;
      this.#newText = createSignal();
      // The end of the text cuts the wait short: it gets no frame of its own, `finish` shows everything.
      while (!this.#isLost && !this.#isStopped() && (await this.#step(newest, signal)));
    }
  }

  async finish(done: AnswerDone, footer: string): Promise<void> {
    this.#done = done;
    const { transport, clock, logger, taken, face } = this.#options;
    const { turnId } = taken;
    const text = done.text.trim() === '' ? NOTHING_WRITTEN : done.text;
    const whole = toFinalMessages(text, footer, transport, this.#frames.begunCount);
    const deadlineAt = Math.min(clock.now() + FINISH_WITHIN_MS, transport.expiresAt);
    const newest = (): readonly string[] =>
      this.#isStopped() ? toStoppedMessages(this.#shownWhenStopped(), footer, transport) : whole;
    // From here on whoever takes over shows the end instead of a note.
    await this.#note(this.#frames.shown.at(-1) ?? '', newest());
    const abort = new AbortController();
    const signal = AbortSignal.any([abort.signal, taken.released]);
    const deadline = clock.sleep(deadlineAt - clock.now(), abort.signal).then(
      () => abort.abort(NOT_NEEDED),
      () => undefined,
    );
    while (!this.#isLost && !signal.aborted && (await this.#step(newest, signal, true)));
    const isShown = !this.#isLost && !signal.aborted;
    abort.abort(NOT_NEEDED);
    await deadline;
    // Its whole end is in the journal: when the platform is back, it is shown from there.
    if (!isShown && !this.#isLost && !this.#isStopped() && clock.now() < transport.expiresAt) taken.leave();
    await taken.end();
    this.#options.onDelivered?.({ face, ...this.#watch.summarize(isShown) });
    logger.debug({ event: 'delivery.completed', turnId, face, edits: this.#requestCount, isShown });
  }

  close(): void {
    this.#paced.close();
  }

  #isStopped(): boolean {
    return this.#options.stop?.reason instanceof StoppedError;
  }

  /** The messages as they stood when the person stopped them; later ones carry the note already. */
  #shownWhenStopped(): readonly string[] {
    this.#stopped ??= [...this.#frames.shown];
    return this.#stopped;
  }

  /**
   * Makes one request if a message does not show what it should, as soon as it may be made, with what is newest then.
   * Gives whether to go on: not when there is nothing to show, nor when `signal` gave it up.
   */
  async #step(toMessages: () => readonly string[], signal: AbortSignal, isFinal = false): Promise<boolean> {
    const { transport } = this.#options;
    const wanted = this.#frames.next(toMessages(), isFinal);
    if (wanted === undefined || signal.aborted) return false;
    const bucket = await transport.bucketFor(wanted);
    const room = toRoom(wanted.text, this.#paced.forecast.remainingChars(), transport.limits);
    this.#paced.callsToEnd = 1 + room.furtherCount;
    this.#paced.roomChars = room.roomChars;
    const permit = await this.#paced.permit({
      bucket,
      urgency: this.#urgency(isFinal),
      isSecondHalf: this.#frames.isSecondHalf(wanted),
      waitingSince: this.#waitingSince ?? this.#options.clock.now(),
      notBefore: isFinal && !this.#retries.isFailing ? 0 : this.#nextAt,
      signal,
    });
    if (permit === undefined) return false;
    const frame = isFinal || !this.#isStopped() ? this.#frames.next(toMessages(), isFinal) : undefined;
    const isPaid = frame !== undefined && (await transport.bucketFor(frame))?.key === permit.key;
    if (!isPaid || !(await this.#isOurs())) {
      await permit.giveBack();
      return frame !== undefined && !this.#isLost;
    }
    await this.#show(frame, permit);
    return true;
  }

  #urgency(isFinal: boolean): Urgency {
    if (isFinal) return 'final';
    return this.#requestCount === 0 ? 'first' : 'growing';
  }

  async #show(frame: Frame, permit: Permit): Promise<void> {
    const { index, text, isLast, end } = frame;
    const { transport, clock } = this.#options;
    const { minIntervalMs } = transport.limits;
    const waitingSince = this.#waitingSince;
    const takenAt = clock.now();
    this.#waitingSince = undefined;
    this.#paced.forecast.show(this.#text.length);
    this.#frames.send(frame);
    try {
      const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
      const news = await transport.show(index, text, { isLast, end, signal });
      this.#watch.showed(takenAt, clock.now());
      await permit.made({ news });
    } catch (error) {
      if (error instanceof UpstreamError && error.kind === 'rate_limited') this.#watch.limited();
      await permit.made({ error });
      this.#waitingSince = waitingSince;
      this.#judge(error);
      return;
    }
    this.#frames.show(frame);
    this.#requestCount += 1;
    this.#retries.succeeded();
    this.#nextAt = clock.now() + minIntervalMs;
    await this.#note(text);
  }

  /** Decides after a failed request when to go on, or that there is no going on. */
  #judge(error: unknown): void {
    const { clock, logger, taken, face } = this.#options;
    const { turnId } = taken;
    if (error instanceof StoppedError) return;
    const waitMs = this.#retries.failed(error);
    if (waitMs === undefined) {
      this.#isLost = true;
      logger.error({ event: 'delivery.lost', turnId, face, err: error });
      return;
    }
    this.#nextAt = clock.now() + waitMs;
    logger.warn({ event: 'delivery.delayed', turnId, face, waitMs, err: error });
  }

  /** Another process that took the reply over has put its note under it: nobody writes over that. */
  async #isOurs(): Promise<boolean> {
    const isOurs = await this.#options.taken.isOurs();
    this.#isLost ||= !isOurs;
    return isOurs;
  }

  async #note(shownText: string, ending?: readonly string[]): Promise<void> {
    const { taken, transport } = this.#options;
    const { expiresAt } = transport;
    const seen = { target: transport.target(), shownText, expiresAt, ...(ending === undefined ? {} : { ending }) };
    const isOurs = await taken.note(seen);
    this.#isLost ||= !isOurs;
  }
}
