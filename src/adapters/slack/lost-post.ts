import type { Posted, Reply, SlackCalls, Thread } from './slack-calls.ts';
import { isDoubtful } from './slack-error.ts';

/** A message that may be in a thread although the connection was lost when it was sent. */
export interface LostPost {
  /** Takes note of a failed call that should have shown `text`. */
  onFailure(text: string, error: unknown): void;
  /** Takes note of a message that is accounted for. */
  onOpened(posted: Posted): void;
  /**
   * Looks for the message, so that it is not posted twice. In channels this needs a scope for their history, which the
   * app does not ask for: then nothing is found.
   */
  find(signal: AbortSignal): Promise<{ readonly posted: Posted; readonly text: string } | undefined>;
}

/** What can be set on {@link createLostPost}. */
export interface LostPostOptions {
  readonly calls: SlackCalls;
  readonly thread: Thread;
  readonly botUserId: string;
}

/** Remembers the last message of one reply that was sent and not confirmed. */
export function createLostPost({ calls, thread, botUserId }: LostPostOptions): LostPost {
  const known = new Set<string>();
  let lostText: string | undefined;
  return {
    onFailure(text, error) {
      if (isDoubtful(error)) lostText = text;
    },
    onOpened({ ts }) {
      known.add(ts);
      lostText = undefined;
    },
    async find(signal) {
      if (lostText === undefined) return undefined;
      const text = lostText;
      try {
        const isLost = (reply: Reply): boolean =>
          reply.user === botUserId && !known.has(reply.ts) && toSkeleton(reply.text) === toSkeleton(text);
        const found = (await calls.replies(thread, signal)).findLast(isLost);
        return found === undefined ? undefined : { posted: { channel: found.channel, ts: found.ts }, text };
      } catch {
        signal.throwIfAborted();
        return undefined;
      }
    },
  };
}

/** Slack gives Markdown back in another form; letters and digits stay. */
function toSkeleton(text: string): string {
  return text.replaceAll(/&(?:lt|gt|amp);|[^\p{L}\p{N}]/gu, '');
}
