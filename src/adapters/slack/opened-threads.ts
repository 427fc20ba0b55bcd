import { toConversationKey, type ConversationKey, type UserKey } from '../../core/turn.ts';
import type { Thread } from './slack-calls.ts';

/**
 * Which conversation a thread goes on. A command stands in no thread, so its turn belongs to the channel; whoever gave it
 * and asks on in the thread of the answer means that turn. Known since the start of the process: after a restart such a
 * thread begins anew.
 */
export interface OpenedThreads {
  remember(thread: Thread, user: UserKey, conversation: ConversationKey): void;
  /** The conversation of this person in this thread. */
  conversationIn(thread: Thread, user: UserKey): ConversationKey;
}

const MAX_THREADS = 1_000;

/** Makes an empty memory; the oldest thread goes when it is full. */
export function createOpenedThreads(): OpenedThreads {
  const opened = new Map<ConversationKey, ConversationKey>();
  const toKey = ({ channel, threadTs }: Thread, user: UserKey): ConversationKey =>
    toConversationKey(user, channel, threadTs);
  return {
    remember(thread, user, conversation) {
      const [oldest] = opened.keys();
      if (opened.size >= MAX_THREADS && oldest !== undefined) opened.delete(oldest);
      opened.set(toKey(thread, user), conversation);
    },
    conversationIn(thread, user) {
      const own = toKey(thread, user);
      return opened.get(own) ?? own;
    },
  };
}
