import type { HomeView } from './home-view.ts';
import { findLiveSequences } from './live-sequences.ts';

/** What a person saw from one moment on. */
export interface Frame {
  /** Epoch ms of the fake's clock. */
  readonly atMs: number;
  readonly text: string;
}

/** A message that everybody in its channel sees. */
export interface ChannelMessage {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs: string | undefined;
  /** The user id of the writer; the bot's own for the app under test. */
  readonly author: string;
  readonly frames: Frame[];
  state: 'posted' | 'streaming' | 'stopped' | 'complete' | 'deleted';
  /** The code with which it refuses to be edited. */
  refusal?: string;
}

/** A message that one person sees. */
export interface PrivateMessage {
  readonly user: string;
  readonly channel: string;
  readonly threadTs: string | undefined;
  readonly via: 'ephemeral' | 'ack' | 'response_url';
  readonly frames: Frame[];
}

/** A status line such as "is reading the files…". */
export interface StatusLine extends Frame {
  readonly channel: string;
  readonly threadTs: string;
}

/** A conversation with the app, as Slack's list of agents shows it. */
export interface Session {
  readonly title: string;
  readonly status: string;
}

/** The Home tab as one person sees it. */
export interface PublishedHome {
  readonly user: string;
  readonly view: HomeView;
}

/** Names a thread in the maps of a workspace. */
export function toThreadKey(channel: string, threadTs: string): string {
  return `${channel}:${threadTs}`;
}

/** Everything that people see in the fake workspace. */
export interface Workspace {
  readonly teamId: string;
  readonly botUserId: string;
  readonly messages: ChannelMessage[];
  readonly privateMessages: PrivateMessage[];
  readonly statuses: StatusLine[];
  /** The state of each conversation with the app, by channel and thread. */
  readonly sessions: Map<string, Session>;
  /** What a conversation is called in lists, by channel and thread. */
  readonly titles: Map<string, string>;
  /** Every Home tab that was published, in order. */
  readonly homes: PublishedHome[];
  readonly suggestedPrompts: { readonly channel: string; readonly titles: readonly string[] }[];
  /** What a correct app never does. */
  readonly problems: string[];
  /** Every sequence that would have notified somebody, as often as it was shown. */
  readonly pings: string[];
  /** Channels that the bot is not in. */
  readonly foreignChannels: Set<string>;
  /** Whether the app was given the scope to look at channels. */
  mayReadChannels: boolean;
  /** Whether it was given the scope to read what stands in channels, which it does not ask for. */
  mayReadHistory: boolean;
  /** Channels that are shared with other organisations, for those who may look. */
  readonly sharedChannels: Set<string>;
  /** The code with which a channel takes nothing more: `is_archived`, or for one thread `restricted_action_thread_locked`. */
  readonly closed: Map<string, string>;
  readonly now: () => number;
  /** A new message time stamp, unique and rising. */
  nextTs(): string;
  post(
    message: Pick<ChannelMessage, 'channel' | 'threadTs' | 'author'> & { text: string; state?: 'streaming' },
  ): ChannelMessage;
  whisper(message: Pick<PrivateMessage, 'user' | 'channel' | 'threadTs' | 'via'> & { text: string }): PrivateMessage;
  /** Adds a frame to a message. */
  show(message: { readonly frames: Frame[] }, text: string): void;
  find(channel: string, ts: string): ChannelMessage | undefined;
  /** Resolves when the condition holds, looked at after every change. */
  waitFor(condition: () => boolean, label: string, timeoutMs?: number): Promise<void>;
  /** Wakes {@link waitFor}. */
  changed(): void;
}

/** What a message shows now. */
export function lastText(message: { readonly frames: readonly Frame[] }): string {
  return message.frames.at(-1)?.text ?? '';
}

/** Makes an empty workspace. */
export function createWorkspace({ now }: { readonly now: () => number }): Workspace {
  const waiting = new Set<() => void>();
  let stamp = 0;

  const workspace: Workspace = {
    teamId: 'T0001',
    botUserId: 'U0BOT',
    messages: [],
    privateMessages: [],
    statuses: [],
    sessions: new Map(),
    titles: new Map(),
    homes: [],
    suggestedPrompts: [],
    problems: [],
    pings: [],
    foreignChannels: new Set(),
    mayReadChannels: false,
    mayReadHistory: false,
    sharedChannels: new Set(),
    closed: new Map(),
    now,
    nextTs() {
      stamp += 1;
      return `${Math.floor(now() / 1000)}.${String(stamp).padStart(6, '0')}`;
    },
    post({ channel, threadTs, author, text, state }) {
      const message: ChannelMessage = {
        channel,
        threadTs,
        author,
        ts: workspace.nextTs(),
        frames: [],
        state: state ?? 'posted',
      };
      workspace.messages.push(message);
      if (author === workspace.botUserId) workspace.show(message, text);
      else message.frames.push({ atMs: now(), text });
      return message;
    },
    whisper({ text, ...place }) {
      const message: PrivateMessage = { ...place, frames: [] };
      workspace.privateMessages.push(message);
      workspace.show(message, text);
      return message;
    },
    show(message, text) {
      workspace.pings.push(...findLiveSequences(text));
      if (lastText(message) !== text) message.frames.push({ atMs: now(), text });
      workspace.changed();
    },
    find: (channel, ts) => workspace.messages.find((message) => message.channel === channel && message.ts === ts),
    changed() {
      for (const look of waiting) look();
    },
    waitFor(condition, label, timeoutMs = 90_000) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => end(() => reject(new Error(`Not seen in ${timeoutMs} ms: ${label}`))),
          timeoutMs,
        );
        const end = (settle: () => void): void => {
          clearTimeout(timer);
          waiting.delete(look);
          settle();
        };
        const look = (): void => {
          if (condition()) end(resolve);
        };
        waiting.add(look);
        look();
      });
    },
  };
  return workspace;
}
