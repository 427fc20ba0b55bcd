import type { CallLimit } from '../../src/core/call-windows.ts';
import type { AnswerEvent } from '../../src/core/answer/answer-event.ts';
import type { Platform } from './platform.ts';

/** An answer that is to be shown. */
export interface Task {
  /** Names it, and the place where its messages stand. */
  readonly thread: string;
  /** Who asked. */
  readonly person: string;
  readonly events: AsyncIterable<AnswerEvent>;
}

/** An algorithm that shows answers while they are written; one for all answers of a process. */
export interface Deliverer {
  /** Resolves when it is done or has given up. */
  deliver(task: Task): Promise<void>;
}

/** Where answers are shown. */
export type Place =
  /** All messages in one channel, which has one bucket for creates and edits. */
  | { readonly kind: 'discord'; readonly limit: CallLimit }
  /** Threads of one workspace. */
  | { readonly kind: 'slack' };

/** An algorithm under its name. */
export interface Algorithm {
  readonly name: string;
  create(platform: Platform, place: Place): Deliverer;
}

const MINUTE_MS = 60_000;

/** Slack's tiers, which the platform enforces. @see https://docs.slack.dev/apis/web-api/rate-limits */
export const SLACK_LIMITS = {
  'chat.postMessage': { maxCount: 50, windowMs: MINUTE_MS, kind: 'sliding' },
  'chat.update': { maxCount: 50, windowMs: MINUTE_MS, kind: 'sliding' },
  'chat.startStream': { maxCount: 20, windowMs: MINUTE_MS, kind: 'sliding' },
  'chat.stopStream': { maxCount: 20, windowMs: MINUTE_MS, kind: 'sliding' },
  'chat.appendStream': { maxCount: 100, windowMs: MINUTE_MS, kind: 'sliding' },
} as const satisfies Readonly<Record<string, CallLimit>>;

/** The methods that show answers on Slack. */
export type SlackMethod = keyof typeof SLACK_LIMITS;
