import type { CallLimit, CallWindows } from '../../core/call-windows.ts';
import type { CallBucket } from '../../core/delivery/reply-transport.ts';

/** The calls that show a reply. */
export type ReplyMethod = 'chat.postMessage' | 'chat.update' | 'chat.appendStream';

/** The calls that open and end one stream, taken before it begins. */
export interface StreamCalls {
  /** The start was made, or refused. */
  started(): Promise<void>;
  /** The stop was made, or the stream never was. */
  stopped(): Promise<void>;
  /** Neither was made. */
  release(): Promise<void>;
}

/** What all replies of the app share, because Slack counts calls per method, workspace and app. */
export interface CallBudget {
  bucketOf(method: ReplyMethod, channel: string): CallBucket;
  /** Takes a start and keeps a stop; gives nothing while there is none of either. */
  takeStream(): Promise<StreamCalls | undefined>;
  /** Counts a call that the pacer was not asked for. */
  note(method: ReplyMethod, channel: string): Promise<void>;
  /** Opens no stream for as long as Slack said, or for a minute. */
  pauseStarts(forMs: number | undefined): Promise<void>;
}

const MINUTE_MS = 60_000;
/** Slack counts a call when it arrives, which may be closer to the next one than when it was sent. */
const MARGIN_MS = 1_000;

/** @see https://docs.slack.dev/apis/web-api/rate-limits */
function perMinute(maxCount: number): CallLimit {
  return { maxCount, windowMs: MINUTE_MS + MARGIN_MS, kind: 'sliding' };
}

/** Starting and stopping a stream are tier 2, editing is tier 3, continuing a stream is tier 4. */
const STREAMS = perMinute(20);
const LIMITS: Readonly<Record<ReplyMethod, CallLimit>> = {
  // One a second in each channel, with short bursts.
  'chat.postMessage': { maxCount: 1, windowMs: 1_000, kind: 'sliding' },
  'chat.update': perMinute(50),
  'chat.appendStream': perMinute(100),
};
const START_KEY = 'slack:chat.startStream';
const STOP_KEY = 'slack:chat.stopStream';
/** A stream that its process never stopped is closed by Slack after about five minutes. */
const STREAM_LIFE_MS = 6 * MINUTE_MS;

/** Makes the budget of one app in one workspace, which is what its token is for. */
export function createCallBudget({ windows }: { readonly windows: CallWindows }): CallBudget {
  const bucketOf = (method: ReplyMethod, channel: string): CallBucket => ({
    key: method === 'chat.postMessage' ? `slack:${method}:${channel}` : `slack:${method}`,
    limit: LIMITS[method],
    // The end of a streamed reply is a call of its own, which was taken with its start.
    isForEnding: method === 'chat.update',
  });

  return {
    bucketOf,
    async takeStream() {
      const stop = await windows.take(STOP_KEY, STREAMS, { holdMs: STREAM_LIFE_MS });
      if (stop.ticket === undefined) return undefined;
      const start = await windows.take(START_KEY, STREAMS);
      if (start.ticket !== undefined) return toStreamCalls(windows, start.ticket, stop.ticket);
      await windows.giveBack(STOP_KEY, stop.ticket);
      return undefined;
    },
    async note(method, channel) {
      const { key, limit } = bucketOf(method, channel);
      const { ticket } = await windows.take(key, limit);
      if (ticket !== undefined) await windows.settle(key, ticket);
    },
    pauseStarts: (forMs = MINUTE_MS) => windows.pause(START_KEY, forMs),
  };
}

function toStreamCalls(windows: CallWindows, start: string, stop: string): StreamCalls {
  return {
    started: () => windows.settle(START_KEY, start),
    stopped: () => windows.settle(STOP_KEY, stop),
    async release() {
      await windows.giveBack(START_KEY, start);
      await windows.giveBack(STOP_KEY, stop);
    },
  };
}
