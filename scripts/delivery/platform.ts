import type { CallLimit } from '../../src/core/call-windows.ts';
import type { Random } from '../../test/fakes/random-markdown.ts';
import { forever, type VirtualClock } from './virtual-clock.ts';

/** What may go wrong with one call. `reset` is noticed after the platform has taken it. */
export type Fault = 'rate_limited' | 'unavailable' | 'reset';

/** One call on its way. */
export interface PlatformCall<T> {
  /** Its name, such as `chat.update`; faults are planned by it. */
  readonly kind: string;
  readonly bucket: string;
  readonly limit: CallLimit;
  /** What the platform does when the call arrives. */
  readonly act: () => T;
}

/** What a call's answer says of its bucket. */
export interface CallHeaders {
  readonly maxCount: number;
  readonly remaining: number;
  readonly resetAfterMs: number;
}

/** How a platform refuses or loses a call. */
export class PlatformError extends Error {
  readonly fault: Fault;
  readonly retryAfterMs: number | undefined;
  constructor(fault: Fault, retryAfterMs?: number) {
    super(fault);
    this.fault = fault;
    this.retryAfterMs = retryAfterMs;
  }
}

/** A platform that people look at: calls arrive late, are counted, and change what is seen. */
export interface Platform {
  readonly clock: VirtualClock;
  /** @throws {PlatformError} */
  call<T>(call: PlatformCall<T>): Promise<{ readonly value: T; readonly headers: CallHeaders }>;
  /** Makes a message that shows what `set` says from when an answer would be there. */
  open(thread: string): MessageHandle;
  readonly requestCount: number;
  /** Calls that met a limit; planned faults are not among them. */
  readonly limitedCount: number;
  /** What a thread showed over time: its messages joined. */
  framesOf(thread: string): readonly SeenFrame[];
}

/** One message. */
export interface MessageHandle {
  text: string;
  set(text: string): void;
}

/** What was seen from a moment on. */
export interface SeenFrame {
  readonly at: number;
  readonly text: string;
}

/** How the platform behaves. */
export interface PlatformOptions {
  readonly clock: VirtualClock;
  readonly random: Random;
  /** Median time from a call to its answer; log-normal around it. */
  readonly roundTripMs: number;
  /** Is asked at each call of a kind, counted from 0; what it gives goes wrong. */
  readonly planFault?: (kind: string, count: number) => Fault | undefined;
}

/** Spread of the round trips, in the logarithm. */
export const LATENCY_SIGMA = 0.25;

/** Makes a platform on which nothing was said. */
export function createPlatform({ clock, random, roundTripMs, planFault }: PlatformOptions): Platform {
  const kinds = new Map<string, number>();
  const threads = new Map<string, MessageHandle[]>();
  const frames = new Map<string, SeenFrame[]>();
  const counts = { request: 0, limited: 0 };

  const count = createCounter(clock, random, () => (counts.limited += 1));

  return {
    clock,
    get requestCount() {
      return counts.request;
    },
    get limitedCount() {
      return counts.limited;
    },
    async call({ kind, bucket, limit, act }) {
      counts.request += 1;
      const tookMs = roundTripMs * Math.exp(LATENCY_SIGMA * normal(random));
      const nth = kinds.get(kind) ?? 0;
      kinds.set(kind, nth + 1);
      await clock.sleep(tookMs / 2, forever);
      const fault = planFault?.(kind, nth);
      try {
        if (fault === 'rate_limited') throw new PlatformError(fault, 1500);
        if (fault === 'unavailable') throw new PlatformError(fault);
        const headers = count(bucket, limit);
        const value = act();
        await clock.sleep(tookMs / 2, forever);
        if (fault === 'reset') throw new PlatformError(fault);
        return { value, headers };
      } catch (error) {
        if (fault !== 'reset') await clock.sleep(tookMs / 2, forever);
        throw error;
      }
    },
    open(thread) {
      const messages = threads.get(thread) ?? [];
      threads.set(thread, messages);
      const seen = frames.get(thread) ?? [];
      frames.set(thread, seen);
      const message: MessageHandle = {
        text: '',
        set(text) {
          message.text = text;
          const shown = messages.map((one) => one.text).join('');
          // What a viewer sees comes as late as the answer to the caller.
          seen.push({ at: clock.now() + roundTripMs / 2, text: shown });
        },
      };
      messages.push(message);
      return message;
    },
    framesOf: (thread) => frames.get(thread) ?? [],
  };
}

/** Counts calls as they arrive. A sliding limit answers a call too many with a wait of its own choice. */
function createCounter(
  clock: VirtualClock,
  random: Random,
  onLimited: () => void,
): (bucket: string, limit: CallLimit) => CallHeaders {
  const calledAt = new Map<string, readonly number[]>();
  return (bucket, { maxCount, windowMs, kind }) => {
    const now = clock.now();
    const known = calledAt.get(bucket) ?? [];
    const first = known[0] ?? now;
    const inside = kind === 'fixed' ? (now - first < windowMs ? known : []) : known.filter((at) => now - at < windowMs);
    const resetAfterMs = (inside[0] ?? now) + windowMs - now;
    if (inside.length >= maxCount) {
      onLimited();
      throw new PlatformError('rate_limited', kind === 'fixed' ? resetAfterMs : 10_000 + random() * 20_000);
    }
    calledAt.set(bucket, [...inside, now]);
    return { maxCount, remaining: maxCount - inside.length - 1, resetAfterMs };
  };
}

/** A normal number of mean 0 and deviation 1 (Box and Muller). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
