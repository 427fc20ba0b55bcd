/**
 * Which channels are shared with other organisations. Events say so, commands do not: a command is taken for what the
 * last event from its channel said, since the start of the process.
 *
 * @see https://docs.slack.dev/apis/slack-connect
 */
export interface SharedChannels {
  note(channel: string, isShared: boolean): void;
  has(channel: string): boolean;
}

const MAX_CHANNELS = 10_000;

/** Makes an empty memory; the oldest channel goes when it is full. */
export function createSharedChannels(): SharedChannels {
  const shared = new Set<string>();
  return {
    note(channel, isShared) {
      shared.delete(channel);
      if (!isShared) return;
      const [oldest] = shared;
      if (shared.size >= MAX_CHANNELS && oldest !== undefined) shared.delete(oldest);
      shared.add(channel);
    },
    has: (channel) => shared.has(channel),
  };
}
