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
   * app does not ask for: then nothing is found. Slack has no key by which it would tell a second post from the first:
   * `client_msg_id` is in its errors, but it is no argument.
   *
   * @see https://docs.slack.dev/reference/methods/chat.postMessage
   * @see https://github.com/slackapi/slack-api-specs/issues/10
   */
  find(signal: AbortSignal): Promise<{ readonly posted: Posted; readonly text: string } | undefined>;
  /** Whether a text may stand there twice: nobody heard of a message, and nobody may look for it. */
  readonly mayRepeat: boolean;
  /** The messages that came after all, although they were not found in time and their texts were sent again. */
  strays(signal: AbortSignal): Promise<readonly Posted[]>;
}

/** What can be set on {@link createLostPost}. */
export interface LostPostOptions {
  readonly calls: SlackCalls;
  readonly thread: Thread;
  readonly botUserId: string;
}

/** Remembers the messages of one reply that were sent and not confirmed. */
export function createLostPost({ calls, thread, botUserId }: LostPostOptions): LostPost {
  const known = new Set<string>();
  /** Texts that nobody found, the newest last. */
  const lostTexts: string[] = [];
  let isLooking = false;
  let isBlind = false;

  const repliesWith = async (texts: readonly string[], signal: AbortSignal): Promise<readonly Reply[]> => {
    const skeletons = new Set(texts.map(toSkeleton));
    try {
      const replies = await calls.replies(thread, signal);
      return replies.filter(
        ({ user, ts, text }) => user === botUserId && !known.has(ts) && skeletons.has(toSkeleton(text)),
      );
    } catch {
      signal.throwIfAborted();
      isBlind = true;
      return [];
    }
  };

  return {
    get mayRepeat() {
      return isBlind && lostTexts.length > 0;
    },
    onFailure(text, error) {
      if (!isDoubtful(error)) return;
      lostTexts.push(text);
      isLooking = true;
    },
    onOpened({ ts }) {
      known.add(ts);
      isLooking = false;
    },
    async find(signal) {
      const text = lostTexts.at(-1);
      if (!isLooking || text === undefined) return undefined;
      const found = (await repliesWith([text], signal)).at(-1);
      if (found === undefined) return undefined;
      lostTexts.pop();
      return { posted: { channel: found.channel, ts: found.ts }, text };
    },
    async strays(signal) {
      if (lostTexts.length === 0) return [];
      return (await repliesWith(lostTexts, signal)).map(({ channel, ts }) => ({ channel, ts }));
    },
  };
}

/** Slack gives Markdown back in another form; letters and digits stay. */
function toSkeleton(text: string): string {
  return text.replaceAll(/&(?:lt|gt|amp);|[^\p{L}\p{N}]/gu, '');
}
