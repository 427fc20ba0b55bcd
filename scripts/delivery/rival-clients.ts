import type { CallLimit } from '../../src/core/call-windows.ts';
import { SLACK_LIMITS } from './deliverer.ts';
import type { SlackMethod } from './deliverer.ts';
import { PlatformError } from './platform.ts';
import type { MessageHandle, Platform } from './platform.ts';
import { forever } from './virtual-clock.ts';

/** A message that can be edited. */
export interface Editable {
  edit(text: string): Promise<void>;
}

/** The calls that post and edit, of one client. @throws {PlatformError} */
export interface PostingClient {
  post(thread: string, text: string): Promise<Editable>;
}

/** Plain `fetch`: what is refused is refused. */
export function createPlainDiscord(platform: Platform, limit: CallLimit): PostingClient {
  const call = (kind: string, act: () => void) => platform.call({ kind, bucket: 'channel', limit, act });
  return createPoster(platform, call);
}

/**
 * As discord.py and the better clients of Discord do: a call waits while the headers say that nothing is left, and a
 * refused one is made again after the wait that it names.
 */
export function createWaitingDiscord(platform: Platform, limit: CallLimit): PostingClient {
  const { clock } = platform;
  const bucket = { remaining: limit.maxCount, resetAt: 0 };
  const call = async (kind: string, act: () => void): Promise<void> => {
    for (let tries = 1; ; tries += 1) {
      while (bucket.remaining <= 0 && bucket.resetAt > clock.now()) {
        await clock.sleep(bucket.resetAt - clock.now(), forever);
        bucket.remaining = limit.maxCount;
      }
      bucket.remaining -= 1;
      try {
        const { headers } = await platform.call({ kind, bucket: 'channel', limit, act });
        bucket.remaining = Math.min(bucket.remaining, headers.remaining);
        if (headers.remaining === limit.maxCount - 1) bucket.remaining = headers.remaining;
        bucket.resetAt = clock.now() + headers.resetAfterMs;
        return;
      } catch (error) {
        if (!(error instanceof PlatformError) || error.retryAfterMs === undefined || tries >= 5) throw error;
        await clock.sleep(error.retryAfterMs, forever);
      }
    }
  };
  return createPoster(platform, call);
}

function createPoster(platform: Platform, call: (kind: string, act: () => void) => Promise<unknown>): PostingClient {
  return {
    async post(thread, text) {
      let message: MessageHandle | undefined;
      await call('create', () => {
        message = platform.open(thread);
        message.set(text);
      });
      return { edit: async (next) => void (await call('edit', () => message?.set(next))) };
    },
  };
}

/** Slack's Web API over one client. @throws {PlatformError} */
export interface SlackClient extends PostingClient {
  call<T>(method: SlackMethod, act: () => T): Promise<T>;
}

/**
 * Slack's `WebClient`. By default a 429 pauses every call of the client for as long as Slack says, and the refused one
 * is made again after that; with `isRetrying` false it is thrown.
 */
export function createSlackClient(platform: Platform, { isRetrying }: { readonly isRetrying: boolean }): SlackClient {
  const { clock } = platform;
  let pausedUntil = 0;
  const call = async <T>(kind: SlackMethod, act: () => T): Promise<T> => {
    for (;;) {
      while (pausedUntil > clock.now()) await clock.sleep(pausedUntil - clock.now(), forever);
      try {
        return (await platform.call({ kind, bucket: kind, limit: SLACK_LIMITS[kind], act })).value;
      } catch (error) {
        if (!isRetrying || !(error instanceof PlatformError) || error.retryAfterMs === undefined) throw error;
        pausedUntil = Math.max(pausedUntil, clock.now() + error.retryAfterMs);
      }
    }
  };
  return {
    call,
    async post(thread, text) {
      const message = await call('chat.postMessage', () => {
        const opened = platform.open(thread);
        opened.set(text);
        return opened;
      });
      return { edit: (next) => call('chat.update', () => message.set(next)) };
    },
  };
}

/** Makes a call again after the wait that its refusal names, which is what a caller does who wants it made. */
export async function insist<T>(platform: Platform, attempt: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof PlatformError) || error.retryAfterMs === undefined) throw error;
      await platform.clock.sleep(error.retryAfterMs, forever);
    }
  }
}
