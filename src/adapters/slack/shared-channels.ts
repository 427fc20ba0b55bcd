import type { Clock, Logger } from '../../core/ports.ts';
import type { SlackCalls } from './slack-calls.ts';
import { isRejected, slackCodeOf } from './slack-error.ts';

/**
 * Which channels are shared with other organisations. Events say so, commands do not. Slack tells when it is asked, but only
 * apps with scopes that this one does not need otherwise; where they were added all the same, it is asked.
 *
 * @see https://docs.slack.dev/apis/slack-connect
 */
export interface SharedChannels {
  /** Takes over what an event said. */
  note(channel: string, isShared: boolean): void;
  /**
   * Whether people of other organisations may read along. A channel of which nobody said anything for a day counts as
   * shared: it may show less than it could, but nothing that is not for everybody. Never rejects.
   */
  isShared(channel: string, signal: AbortSignal): Promise<boolean>;
}

/** What is needed to ask. */
export interface SharedChannelsOptions {
  readonly calls: Pick<SlackCalls, 'isShared'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

const MAX_CHANNELS = 10_000;
/** A channel may be shared later, and no event says so to an app without more scopes. */
const KNOWN_FOR_MS = 24 * 60 * 60_000;

interface Known {
  readonly isShared: boolean;
  readonly until: number;
}

/** Makes an empty memory; the channel that was heard of longest ago goes when it is full. */
export function createSharedChannels({ calls, clock, logger }: SharedChannelsOptions): SharedChannels {
  const channels = new Map<string, Known>();
  let mayAsk = true;

  const note = (channel: string, isShared: boolean): void => {
    channels.delete(channel);
    const [oldest] = channels.keys();
    if (channels.size >= MAX_CHANNELS && oldest !== undefined) channels.delete(oldest);
    channels.set(channel, { isShared, until: clock.now() + KNOWN_FOR_MS });
  };

  const ask = async (channel: string, signal: AbortSignal): Promise<boolean> => {
    try {
      const isShared = await calls.isShared(channel, signal);
      note(channel, isShared);
      return isShared;
    } catch (error) {
      logger.debug({ event: 'slack.sharing_unknown', code: slackCodeOf(error), err: error });
      // The scope does not come by itself.
      if (isRejected(error)) mayAsk = false;
      return true;
    }
  };

  return {
    note,
    async isShared(channel, signal) {
      const known = channels.get(channel);
      if (known !== undefined && clock.now() < known.until) return known.isShared;
      return mayAsk ? ask(channel, signal) : true;
    },
  };
}
