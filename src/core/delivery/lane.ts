import type { CallWindow, CallWindows } from '../call-windows.ts';
import { UpstreamError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import { NOT_NEEDED } from '../../support/not-needed.ts';
import { createSignal } from '../../support/signal.ts';
import { createLaneQueue } from './lane-queue.ts';
import type { LaneQueue } from './lane-queue.ts';
import type { PacedAnswer, Permit, PermitRequest } from './permit.ts';
import type { CallBucket } from './reply-transport.ts';
import { toReserve } from './spacing.ts';
import type { Traffic } from './spacing.ts';

/** One bucket of a platform, and those who wait for it. */
export interface Lane {
  readonly isIdle: boolean;
  permit(answer: PacedAnswer, request: PermitRequest): Promise<Permit | undefined>;
  leave(answer: PacedAnswer): void;
}

/** What a lane works with. */
export interface LaneOptions {
  readonly bucket: CallBucket;
  readonly windows: CallWindows;
  readonly clock: Clock;
}

/** Assumed until a call was measured. */
export const FIRST_ROUND_TRIP_MS = 200;
/** How much the newest call tells of how long the next one takes. */
const NEWEST_SHARE = 0.3;
/** What an answer is expected to take changes with every word. */
const THINK_AGAIN_MS = 40;
/** Other processes may take and free calls of the same bucket. */
const LOOK_AGAIN_MS = 500;

/** Makes the lane of one bucket. */
export function createLane(options: LaneOptions): Lane {
  return new BucketLane(options);
}

class BucketLane implements Lane {
  readonly #options: LaneOptions;
  readonly #queue: LaneQueue;
  #isRunning = false;
  #change = createSignal();
  #window: CallWindow & { readonly seenAt: number };
  #lookAgainAt = -Infinity;
  #roundTripMs = FIRST_ROUND_TRIP_MS;
  #onTheirWay = 0;

  constructor(options: LaneOptions) {
    this.#options = options;
    this.#queue = createLaneQueue(options.clock, () => this.#wake());
    const { maxCount, windowMs } = options.bucket.limit;
    this.#window = { maxCount, windowMs, remaining: maxCount, moreAfterMs: 0, seenAt: 0 };
  }

  get isIdle(): boolean {
    return this.#queue.answers.size === 0 && !this.#queue.isWaiting && this.#onTheirWay === 0;
  }

  permit(answer: PacedAnswer, request: PermitRequest): Promise<Permit | undefined> {
    const permit = this.#queue.wait(answer, request);
    void this.#run();
    return permit;
  }

  leave(answer: PacedAnswer): void {
    this.#queue.leave(answer);
  }

  #wake(): void {
    this.#change.resolve();
    this.#change = createSignal();
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    while (this.#queue.isWaiting) {
      const change = this.#change.promise;
      const waitMs = await this.#grantNext();
      if (waitMs > 0) await this.#pause(waitMs, change);
    }
    this.#isRunning = false;
  }

  /** Grants one permit if there is one to grant; gives how long to wait before the next look. */
  async #grantNext(): Promise<number> {
    const { bucket, windows, clock } = this.#options;
    const { key, limit } = bucket;
    if (clock.now() >= this.#lookAgainAt) await this.#look();
    const traffic = this.#toTraffic();
    const waitMs = this.#queue.dueInMs(traffic);
    if (waitMs > 0) return waitMs;
    const best = this.#queue.next(traffic);
    if (best === undefined) return 0;
    const keep = toReserve(traffic, best.request.urgency);
    if (traffic.window.remaining <= keep) return Math.max(1, traffic.window.moreAfterMs);
    const grant = await windows.take(key, limit, { keep });
    this.#see(grant);
    const { ticket } = grant;
    if (ticket === undefined) return Math.max(1, grant.moreAfterMs);
    // While the store was asked, something more urgent may have come.
    const chosen = this.#queue.next(traffic);
    if (chosen === undefined) {
      await windows.giveBack(key, ticket);
      return 0;
    }
    this.#onTheirWay += 1;
    this.#queue.serve(chosen, this.#toPermit(ticket));
    return 0;
  }

  async #look(): Promise<void> {
    const { bucket, windows } = this.#options;
    this.#see(await windows.peek(bucket.key, bucket.limit));
  }

  #see(window: CallWindow): void {
    const now = this.#options.clock.now();
    this.#window = { ...window, seenAt: now };
    this.#lookAgainAt = now + Math.min(LOOK_AGAIN_MS, window.moreAfterMs > 0 ? window.moreAfterMs : Infinity);
  }

  #toTraffic(): Traffic {
    const { bucket, clock } = this.#options;
    const now = clock.now();
    const { seenAt, ...seen } = this.#window;
    const window = { ...seen, moreAfterMs: Math.max(0, seen.moreAfterMs - (now - seenAt)) };
    const answers = [...this.#queue.answers];
    const openForMs = answers.map(({ forecast }) => forecast.remainingMs(now));
    const ends = answers.map(({ forecast, callsToEnd, roomChars }) => ({
      inMs: forecast.remainingMs(now),
      callCount: callsToEnd,
      fullInMs: roomChars / forecast.charsPerMs(),
      spread: forecast.spread(),
    }));
    const spread = Math.max(0, ...ends.map((end) => end.spread));
    return {
      window,
      kind: bucket.limit.kind,
      openForMs,
      spread,
      ends: bucket.isForEnding ? ends : [],
      roundTripMs: this.#roundTripMs,
    };
  }

  #toPermit(ticket: string): Permit {
    const { windows, clock, bucket } = this.#options;
    const { key } = bucket;
    const startedAt = clock.now();
    const over = (): void => {
      this.#onTheirWay -= 1;
      this.#lookAgainAt = -Infinity;
      this.#wake();
    };
    return {
      key,
      made: async ({ news, error }) => {
        const tookMs = clock.now() - startedAt;
        this.#roundTripMs += (tookMs - this.#roundTripMs) * NEWEST_SHARE;
        // Until it is settled the call counts as on its way, so that there is never a moment in which nobody counts it.
        if (news?.key === key) await windows.learn(key, news.seen);
        await windows.settle(key, ticket);
        if (news !== undefined && news.key !== key) await windows.learn(news.key, news.seen);
        if (error instanceof UpstreamError && error.kind === 'rate_limited' && error.retryAfterMs !== undefined) {
          await windows.pause(key, error.retryAfterMs);
        }
        over();
      },
      giveBack: async () => {
        await windows.giveBack(key, ticket);
        over();
      },
    };
  }

  async #pause(waitMs: number, change: Promise<void>): Promise<void> {
    const abort = new AbortController();
    const slept = this.#options.clock.sleep(Math.min(waitMs, THINK_AGAIN_MS), abort.signal).catch(() => undefined);
    await Promise.race([slept, change]);
    abort.abort(NOT_NEEDED);
  }
}
