import type { UserKey } from '../turn.ts';
import type { Forecast } from './forecast.ts';
import type { BucketNews, CallBucket } from './reply-transport.ts';

/** One call that may be made now. Exactly one of its functions is called, once. */
export interface Permit {
  /** The bucket; nothing when the call needs none. */
  readonly key: string | undefined;
  /** The call was made: with what was heard of the bucket, or with what it failed by. */
  made(result: { readonly news?: BucketNews | undefined; readonly error?: unknown }): Promise<void>;
  /** There is nothing to call for any more. */
  giveBack(): Promise<void>;
}

/** What a request is for, most urgent first. */
export type Urgency = 'final' | 'first' | 'growing';

/** What a reply asks a permit for. */
export interface PermitRequest {
  readonly bucket: CallBucket | undefined;
  readonly urgency: Urgency;
  /** Epoch ms when the oldest text that is not shown yet was written. */
  readonly waitingSince: number;
  /**
   * Whether it begins a message with text that the one before had no room for: both calls make one step, and a wait between
   * them would leave people with its first half.
   */
  readonly isSecondHalf?: boolean;
  /** Epoch ms before which it is not wanted. */
  readonly notBefore: number;
  /** Gives it up. */
  readonly signal: AbortSignal;
}

/** One answer among those that share the platform's limits. */
export interface PacedAnswer {
  readonly user: UserKey;
  /** Epoch ms of its last permit; nothing before the first. */
  lastPermitAt: number | undefined;
  /** How many calls it is expected to need until it is whole, at least. */
  callsToEnd: number;
  /** How many characters its last message still takes, about. */
  roomChars: number;
  readonly forecast: Forecast;
  /** Resolves when the request may be made, at once where nothing limits it; with nothing when it was given up. */
  permit(request: PermitRequest): Promise<Permit | undefined>;
  /** The answer is over: its share is free for others. */
  close(): void;
}
