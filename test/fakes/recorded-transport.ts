import type { AnswerDone } from '../../src/core/answer/answer-event.ts';
import type { CallBucket, ReplyLimits, ReplyTransport } from '../../src/core/delivery/reply-transport.ts';
import type { Clock } from '../../src/core/ports.ts';

/** One request that the core made. */
export interface ShownFrame {
  readonly index: number;
  readonly text: string;
  readonly isLast: boolean;
  /** The answer that this frame ended. */
  readonly end: AnswerDone | undefined;
  /** Epoch ms when it was shown. */
  readonly at: number;
}

/** How the transport behaves. */
export interface RecordedTransportOptions extends Partial<ReplyLimits> {
  readonly clock: Clock;
  /** What its requests count against; nothing when left out. */
  readonly bucket?: CallBucket;
  /** How long one request takes. */
  readonly latencyMs?: number;
  /** Is asked before each request, counted from 0; what it returns is thrown. */
  readonly failWith?: (requestIndex: number) => Error | undefined;
}

/** A transport without a platform: what was shown, and whether requests ever overlapped. */
export interface RecordedTransport extends ReplyTransport {
  readonly frames: readonly ShownFrame[];
  readonly requestCount: number;
  readonly mostAtOnce: number;
  /** What the messages show now, joined. */
  readonly visible: readonly string[];
}

/** Makes a transport of 2,000 characters a message. */
export function createRecordedTransport(options: RecordedTransportOptions): RecordedTransport {
  const { clock, latencyMs = 0, failWith, maxSize = 2000, unit = 'chars', minIntervalMs = 1000 } = options;
  const frames: ShownFrame[] = [];
  const visible: string[] = [];
  const seen = { requestCount: 0, running: 0, mostAtOnce: 0 };
  return {
    frames,
    visible,
    get requestCount() {
      return seen.requestCount;
    },
    get mostAtOnce() {
      return seen.mostAtOnce;
    },
    limits: { maxSize, unit, minIntervalMs, isAppendOnly: options.isAppendOnly ?? false },
    expiresAt: clock.now() + 15 * 60_000,
    bucketFor: async () => options.bucket,
    escape: (markdown) => markdown,
    target: () => ({ messages: visible.length }),
    async show(index, text, { isLast, end, signal }) {
      const failure = failWith?.(seen.requestCount);
      seen.requestCount += 1;
      seen.running += 1;
      seen.mostAtOnce = Math.max(seen.mostAtOnce, seen.running);
      if (latencyMs > 0) await clock.sleep(latencyMs, signal);
      seen.running -= 1;
      if (failure !== undefined) throw failure;
      visible[index] = text;
      frames.push({ index, text, isLast, end, at: clock.now() });
      return undefined;
    },
  };
}
