import { LogLevel, type SocketModeReceiverOptions } from '@slack/bolt';
import type { Logger } from '../../core/ports.ts';
import { createScrubber } from '../../support/scrub.ts';

/** The logger that Slack's SDKs write to. */
export type BoltLogger = NonNullable<SocketModeReceiverOptions['logger']>;

/**
 * Takes the SDKs' warnings and errors at `debug`, because whatever matters comes back as an error that is logged where it
 * is handled. Their own debug lines are dropped: they hold whole messages, headers and socket addresses.
 */
export function createBoltLogger(logger: Logger): BoltLogger {
  const scrub = createScrubber([]);
  const write =
    (level: string) =>
    (...parts: unknown[]): void => {
      const text = scrub(parts.map((part) => (part instanceof Error ? part.name : String(part))).join(' '));
      logger.debug({ event: 'slack.sdk_logged', level, text });
    };
  return {
    debug: () => undefined,
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}
