import type { Audience } from '../../core/audience.ts';
import { toConversationKey, type ConversationKey, type UserKey } from '../../core/turn.ts';
import type { Thread } from './slack-calls.ts';

/** The turn that a thread goes on. */
export interface OpenedThread {
  readonly conversation: ConversationKey;
  /** For whom it was answered; what follows is for no fewer. */
  readonly audience: Audience;
}

/**
 * Which conversation a thread goes on. A command stands in no thread, so its turn belongs to the channel; whoever gave it
 * and asks on in the thread of the answer means that turn. Known since the start of the process: after a restart such a
 * thread begins anew.
 */
export interface OpenedThreads {
  remember(thread: Thread, user: UserKey, opened: OpenedThread): void;
  /** What this person goes on in this thread; nothing when no command of theirs opened it. */
  get(thread: Thread, user: UserKey): OpenedThread | undefined;
}

const MAX_THREADS = 1_000;

/** Makes an empty memory; the oldest thread goes when it is full. */
export function createOpenedThreads(): OpenedThreads {
  const threads = new Map<ConversationKey, OpenedThread>();
  const toKey = ({ channel, threadTs }: Thread, user: UserKey): ConversationKey =>
    toConversationKey(user, channel, threadTs);
  return {
    remember(thread, user, opened) {
      const [oldest] = threads.keys();
      if (threads.size >= MAX_THREADS && oldest !== undefined) threads.delete(oldest);
      threads.set(toKey(thread, user), opened);
    },
    get: (thread, user) => threads.get(toKey(thread, user)),
  };
}
